import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { implicitAlsOptions, manifestOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { bpr } from "../../src/models/pairwise/bpr.ts";
import { BIAS_BARRIER } from "../../src/models/pairwise/pairwise-factors.ts";
import { trainBpr } from "../../src/models/pairwise/train-bpr.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import { createRetrieval } from "../../src/models/retrieval/create-retrieval.ts";
import { servedModel } from "../../src/models/served.ts";
import {
  FACTORS,
  factorsState,
  GRAM,
  joinStates,
  readState,
  type StateReader,
  stateOf,
} from "../../src/models/state.ts";
import { packState } from "../../src/packing/pack-state.ts";

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
  const ials = manifestOptions(implicitAlsOptions({ factors: 3, unobservedWeight: 0.5 }));
  const roundedOf = async (rows: readonly (readonly number[])[], options = ials): Promise<StateReader> => {
    const values = Float32Array.from(rows.flat());
    const gram = stateOf({ [GRAM]: new Float32Array(9) });
    const state = joinStates(factorsState({ precision: "f32", values }, 3), gram);
    const plan = { precision: "int8", cuts: [] } as const;
    return readState("implicit-als", (await packState(trainImplicitAls, { options, state }, plan, rows.length)).state);
  };

  it("fold in with α₀·YᵀY of the rows as they will be read", async () => {
    const exact = await roundedOf(ROWS);
    const scales = Float32Array.of(1, 1, 1);
    expect(exact.factors(FACTORS, 3, 3)).toEqual({ precision: "int8", values: Int8Array.from(ROWS.flat()), scales });
    expect([...exact.f32(GRAM, 9)]).toEqual(productsOf(ROWS, 0.5));
    expect([...(await roundedOf([[127, 0.4, 0]])).f32(GRAM, 9)]).toEqual(productsOf([[127, 0, 0]], 0.5));
  });

  it("fold in with YᵀY of them with objective=hkv", async () => {
    const options = manifestOptions(implicitAlsOptions({ factors: 3, objective: "hkv" }));
    expect([...(await roundedOf(ROWS, options)).f32(GRAM, 9)]).toEqual(productsOf(ROWS, 1));
  });
});

describe("int8 factors of a model of pairs", async () => {
  const options = { ...bpr.readOptions({ factors: 2 }), foldInWeight: 0.5, foldInRegularization: 0.25, biasLane: 2 };
  const values = Float32Array.from(ROWS.flat());
  const gram = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, BIAS_BARRIER);
  const attributes = stateOf({ "userAttributes.factors": Float32Array.of(1, 2) });
  const state = joinStates(factorsState({ precision: "f32", values }, 3), stateOf({ [GRAM]: gram }), attributes);
  const rounded = await packState(trainBpr, { options, state }, { precision: "int8", cuts: [] }, 3);
  const reader = readState(bpr.name, rounded.state);

  it("fold in with YᵀY/items of the rounded rows, and keep the bias out by the barrier", () => {
    const products = productsOf(
      ROWS.map((row) => [row[0] ?? 0, row[1] ?? 0, 0]),
      1,
    ).map((sum) => Math.fround(sum / 3));
    expect([...reader.f32(GRAM, 9)]).toEqual([...products.slice(0, 8), BIAS_BARRIER]);
  });

  it("keep the constants, the options and the rest of the state", () => {
    const factors = reader.factors(FACTORS, 3, 3);
    expect(factors).toMatchObject({ precision: "int8", scales: Float32Array.of(1, 1, 1) });
    expect([...factors.values]).toEqual(ROWS.flat());
    expect([...rounded.state.keys()].filter((name) => !name.startsWith(FACTORS))).toEqual([GRAM, ...attributes.keys()]);
    expect(reader.f32("userAttributes.factors", 2)).toEqual(Float32Array.of(1, 2));
    const context = { popularity: new Float32Array(3).fill(1), explicit: false, kernelModule: module };
    const kept = new Map([...rounded.state].filter(([name]) => !attributes.has(name)));
    const served = restoreModel(servedModel, bpr.name, options, kept, context);
    expect(served.retrieve).toMatchObject({ by: "factors", factors, factorCount: 3, likenessLanes: 2 });
  });
});

describe("a stored model of pairs", () => {
  const state = joinStates(
    factorsState({ precision: "f32", values: Float32Array.from(ROWS.flat()) }, 3),
    stateOf({ [GRAM]: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, BIAS_BARRIER) }),
  );
  const context = { popularity: new Float32Array(3).fill(1), explicit: false, kernelModule: module };
  const queryOf = (constants: Readonly<Record<string, unknown>>): Float32Array | undefined => {
    const given = { ...bpr.readOptions({ factors: 2 }), ...constants };
    const served = restoreModel(servedModel, bpr.name, given, state, context);
    return createRetrieval(served, context)?.vectors?.userFactors(Uint32Array.of(0), Float32Array.of(1));
  };

  it("has a bias lane of 1 where it does not say one, as those of old versions do not", () => {
    const constants = { foldInWeight: 0.5, foldInRegularization: 0.25 };
    expect(queryOf(constants)?.[2]).toBe(1);
    expect(queryOf({ ...constants, biasLane: 2 })?.[2]).toBe(2);
  });

  it("is refused without the constants of its fold-in", () => {
    expect(() => queryOf({ foldInRegularization: 0.25 })).toThrow("foldInWeight: expected a number from");
    expect(() => queryOf({ foldInWeight: 0.5 })).toThrow("foldInRegularization: expected a number from");
    expect(() => queryOf({ foldInWeight: 0, foldInRegularization: 0.25 })).toThrow(RangeError);
  });
});
