import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { implicitAlsOptions } from "../../src/models/implicit-als.ts";
import { implicitAlsAsInt8, pairwiseAsInt8 } from "../../src/models/int8-factors.ts";
import { BIAS_BARRIER, createPairwiseModel } from "../../src/models/pairwise/pairwise-factors.ts";

const module = await kernelModule();

/** Whole numbers with 127 in each row are what int8 holds exactly, with scale 1. */
const ROWS = [
  [127, -3, 4],
  [0, 127, -127],
  [5, 0, 127],
];

function productsOf(rows: readonly (readonly number[])[], weight: number): number[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width ** 2 }, (_, at) => {
    const [a, b] = [Math.floor(at / width), at % width];
    return weight * rows.reduce((sum, row) => sum + (row[a] ?? 0) * (row[b] ?? 0), 0);
  });
}

describe("int8 factors of implicit ALS", () => {
  it("fold in with α₀·YᵀY of the rows as they will be read", () => {
    const options = implicitAlsOptions({ factors: 3, unobservedWeight: 0.5 });
    const { itemFactors, gram } = implicitAlsAsInt8(module, Float32Array.from(ROWS.flat()), options);
    expect([...itemFactors.values]).toEqual(ROWS.flat());
    expect([...itemFactors.scales]).toEqual([1, 1, 1]);
    expect([...gram]).toEqual(productsOf(ROWS, 0.5));
    const between = implicitAlsAsInt8(module, Float32Array.of(127, 0.4, 0), options);
    expect([...between.gram]).toEqual(productsOf([[127, 0, 0]], 0.5));
  });
});

describe("int8 factors of a model of pairs", () => {
  const model = createPairwiseModel(module, {
    kind: "bpr",
    options: { factors: 2 },
    constants: { foldInWeight: 0.5, foldInRegularization: 0.25, biasLane: 2 },
    itemFactors: { precision: "f32", values: Float32Array.from(ROWS.flat()) },
    gram: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, BIAS_BARRIER),
    popularity: new Float32Array(3).fill(1),
  });
  const rounded = pairwiseAsInt8(module, model);

  it("fold in with YᵀY/items of the rounded rows, and keep the bias out by the barrier", () => {
    const products = productsOf(
      ROWS.map((row) => [row[0] ?? 0, row[1] ?? 0, 0]),
      1,
    ).map((sum) => Math.fround(sum / 3));
    expect([...rounded.gram]).toEqual([...products.slice(0, 8), BIAS_BARRIER]);
  });

  it("keep the constants, the options and the rest of the model", () => {
    const { kind, options, popularity, factorCount, itemCount } = rounded;
    expect({ kind, options, popularity, factorCount, itemCount }).toEqual({
      ...{ kind: "bpr", factorCount: 3, itemCount: 3, popularity: model.popularity },
      options: { factors: 2, foldInWeight: 0.5, foldInRegularization: 0.25, biasLane: 2 },
    });
    expect(rounded.itemFactors).toMatchObject({ precision: "int8", scales: Float32Array.of(1, 1, 1) });
  });

  it("are left as they are where they are int8 already", () => {
    expect(pairwiseAsInt8(module, rounded)).toBe(rounded);
  });
});
