import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemFactors } from "../../src/kernels/item-index.ts";
import { f32Stride } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { type Matrix, rowOf } from "../../src/kernels/reference/matrix.ts";
import { dequantise, quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { bestScores, scores } from "../../src/kernels/reference/scan.ts";
import { disagreements } from "./agreement.ts";
import { EPSILON_F32, gaussianRows, gaussians, matrix, SIZES, seeded, selections } from "./samples.ts";

const module = await kernelModule();
const NONE = new Float32Array(0);

function catalogueOf(precision: "f32" | "int8", rows: Matrix & { values: Float32Array }) {
  if (precision === "f32") return { rows, factors: { precision, values: rows.values } as ItemFactors };
  const { values, scales } = quantiseRows(rows);
  return { rows: dequantise({ ...rows, values }, scales), factors: { precision, values, scales } as ItemFactors };
}

/** How far a cosine of the kernel may be from the exact one: docs/kernels.md, with Σ|a·b| ≤ ‖a‖‖b‖. */
function cosineBound(precision: "f32" | "int8", factorCount: number): number {
  if (precision === "f32") return (f32Stride(factorCount) / 4 + 7) * EPSILON_F32;
  return ((1 + 2 ** -8) * Math.sqrt(factorCount)) / (2 * 32_767) + 6 * EPSILON_F32;
}

/** Bounds of the scores: where the two largest cosines are too close to tell which is larger, any score may come out. */
function bounds(rows: Matrix, likes: Matrix, dislikes: Matrix, cosine: number): Float64Array {
  const largest = (examples: Matrix) =>
    Array.from({ length: examples.rowCount }, (_, at) => scores(rows, rowOf(examples, at), "cosine")).reduce(
      (most, own) => most.map((value, i) => Math.max(value, own[i]!)),
      new Float64Array(rows.rowCount).fill(-2),
    );
  const [p, n] = [largest(likes), largest(dislikes)];
  return p.map((value, i) => (Math.abs(value - n[i]!) <= 2 * cosine ? 2 : 3 * cosine));
}

describe.each(["f32", "int8"] as const)("a search by examples over %s factors", (precision) => {
  it.each(SIZES)("ranks as the reference does with %i factors", (factorCount) => {
    seeded(7000 + factorCount, (random) => {
      const cosine = cosineBound(precision, factorCount);
      for (const [at, itemCount] of [1, 4, 7, 33, 97].entries()) {
        const catalogue = catalogueOf(precision, gaussianRows(random, itemCount, factorCount));
        const index = createItemIndex(module, { itemCount, factorCount, factors: catalogue.factors });
        for (const [likeCount, dislikeCount] of [
          [1, 0],
          [0, 1],
          [3, 2],
          [2, 5],
          [0, 4],
          [8, 0],
        ] as const) {
          const likes = matrix(likeCount, factorCount, gaussians(random, likeCount * factorCount));
          const dislikes = matrix(dislikeCount, factorCount, gaussians(random, dislikeCount * factorCount));
          const exact = bestScores(catalogue.rows, likes, dislikes);
          const allowed = bounds(catalogue.rows, likes, dislikes, cosine);
          for (const { name, filter, exclude } of selections(random, itemCount)) {
            const k = [itemCount, Math.ceil(itemCount / 2)][at % 2]!;
            const found = index.scanBest({ likes: likes.values, dislikes: dislikes.values }, k, { filter, exclude });
            const problems = disagreements(found, exact, allowed, k, { filter, exclude });
            expect(problems, `${itemCount} items, ${likeCount} + ${dislikeCount}, ${name}`).toEqual([]);
          }
        }
      }
    });
  });

  it("puts what is nearer to a dislike behind what is nearer to a like, the nearest last", () => {
    const rows = matrix(4, 2, Float32Array.of(1, 0, 0, 1, 0.9, 0.1, 0.3, 0.7));
    const { factors } = catalogueOf(precision, rows);
    const index = createItemIndex(module, { itemCount: 4, factorCount: 2, factors });
    const found = index.scanBest({ likes: Float32Array.of(1, 0), dislikes: Float32Array.of(0, 1) }, 4);
    expect([...found.items]).toEqual([0, 2, 3, 1]);
    expect(found.scores[3]).toBeCloseTo(-1, 4);
  });
});

describe("a search by examples", () => {
  it("compares the leading lanes alone where an index says so", () => {
    const values = Float32Array.of(1, 0, 9, 0, 1, -9, 1, 1, 0);
    const options = { itemCount: 3, factorCount: 3, cosineFactors: 2, factors: { precision: "f32", values } } as const;
    const found = createItemIndex(module, options).scanBest({ likes: Float32Array.of(1, 0, -5), dislikes: NONE }, 3);
    expect([...found.items]).toEqual([0, 2, 1]);
    expect(found.scores[0]).toBe(1);
  });

  it("refuses no examples, rows of another length and numbers that are not finite", () => {
    const values = Float32Array.of(1, 0, 0, 1);
    const index = createItemIndex(module, { itemCount: 2, factorCount: 2, factors: { precision: "f32", values } });
    const search =
      (likes: Float32Array, dislikes = NONE) =>
      () =>
        index.scanBest({ likes, dislikes }, 1);
    expect(search(NONE)).toThrow("examples: expected an integer from 1 to 65535, got 0");
    expect(search(Float32Array.of(1))).toThrow("likes in rows of factors: expected an integer");
    expect(search(NONE, Float32Array.of(1, Number.NaN))).toThrow("dislikes: expected finite factors, got NaN");
    expect(() => index.scanBest({ likes: values, dislikes: NONE }, 3)).toThrow(RangeError);
  });
});
