import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { dot, ITEM_ROWS } from "../../src/models/imported/dot.ts";
import type { OptionValues } from "../../src/models/option-specs.ts";
import { narrowState } from "../../src/packing/narrow-state.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { RecommendRequest } from "../../src/serving/types.ts";
import { artefact, ITEM_COUNT } from "../serving/fixture.ts";
import { BIASES, dotArtefact, LENGTH, UNIT_VECTORS, VECTORS } from "./dot-artefact.ts";

const module = await kernelModule();
const engineOf = (options: OptionValues) => createRecommender(dotArtefact(options), module);

const product = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);

/** What a dislike is to be predicted as by a ridge. */
const DISLIKE_TARGET = -0.25;

/** What an item counts, by its number: below 0 for a dislike. */
type Counts = ReadonlyMap<number, number>;

/** Σ c·y in f64. */
function sumOf(rows: typeof VECTORS, counts: Counts): number[] {
  return Array.from({ length: LENGTH }, (_, lane) =>
    [...counts].reduce((sum, [item, count]) => sum + count * (rows[item]?.[lane] ?? 0), 0),
  );
}

const weightOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0);

function meanOf(rows: typeof VECTORS, counts: Counts): number[] {
  return sumOf(rows, counts).map((value) => value / weightOf(counts));
}

const unit = (x: readonly number[]): number[] => x.map((value) => value / Math.hypot(...x));

/**
 * argmin Σ |c| (t − x·y)² + λ‖x‖², t = 1 where c > 0 and τ below, by Gauss and Jordan in f64; of the right side the part of `only` alone, where it
 * is given.
 */
function ridgeOf(rows: typeof VECTORS, counts: Counts, penalty: number, only?: number): number[] {
  const equations = Array.from({ length: LENGTH }, (_, row) =>
    Array.from({ length: LENGTH + 1 }, (_, column) =>
      [...counts].reduce(
        (sum, [item, count]) => {
          const y = rows[item] ?? [];
          const target = only === undefined || only === item ? (count > 0 ? 1 : DISLIKE_TARGET) : 0;
          return sum + Math.abs(count) * (y[row] ?? 0) * (column < LENGTH ? (y[column] ?? 0) : target);
        },
        row === column ? penalty : 0,
      ),
    ),
  );
  for (const [at, pivotRow] of equations.entries()) {
    const pivot = pivotRow[at] ?? 0;
    for (const [column, value] of pivotRow.entries()) pivotRow[column] = value / pivot;
    for (const row of equations) {
      if (row === pivotRow) continue;
      const share = row[at] ?? 0;
      for (const [column, value] of pivotRow.entries()) row[column] = (row[column] ?? 0) - share * value;
    }
  }
  return equations.map((row) => row[LENGTH] ?? 0);
}

/** Items with their scores, the best first, in f64. */
function listOf(rows: typeof VECTORS, x: readonly number[], isOut: ReadonlySet<number>, hasBias: boolean) {
  return rows
    .map((row, item) => ({ itemId: `${item}`, score: product(x, row) + (hasBias ? (BIASES[item] ?? 0) : 0) }))
    .filter(({ itemId }) => !isOut.has(Number(itemId)))
    .sort((a, b) => b.score - a.score);
}

function expectList(options: OptionValues, request: RecommendRequest, expected: ReturnType<typeof listOf>): void {
  const { items, fallback } = engineOf(options).recommend({ ...request, k: ITEM_COUNT });
  expect(fallback).toBeUndefined();
  expect(items.map(({ itemId }) => itemId)).toEqual(expected.map(({ itemId }) => itemId));
  for (const [place, { score }] of items.entries()) expect(score).toBeCloseTo(expected[place]?.score ?? Number.NaN, 4);
}

/** What the request counts, and what that is in f64. */
const REQUESTS: readonly (readonly [string, RecommendRequest, Counts])[] = [
  [
    "of a history",
    { history: ["3", "8", "11"] },
    new Map([
      [3, 1],
      [8, 1],
      [11, 1],
    ]),
  ],
  [
    "of a history whose values mean nothing",
    {
      history: [
        { itemId: "3", value: 5 },
        { itemId: "8", value: 0.5 },
      ],
    },
    new Map([
      [3, 1],
      [8, 1],
    ]),
  ],
  [
    "of a stored history",
    { userId: "cleo" },
    new Map([
      [1, 1],
      [2, 1],
    ]),
  ],
  [
    "of likes and dislikes",
    { history: ["3", "8"], likes: [{ itemId: "8", weight: 2 }, "4"], dislikes: [{ itemId: "5", weight: 0.5 }] },
    new Map([
      [3, 1],
      [4, 1],
      [8, 3],
      [5, -0.5],
    ]),
  ],
  [
    "of more items than lanes",
    { history: Array.from({ length: 9 }, (_, item) => `${item}`) },
    new Map(Array.from({ length: 9 }, (_, item) => [item, 1])),
  ],
];
const WITH_BIAS = [
  [false, 1],
  [true, 1],
  [true, 0.37],
] as const;

describe.each(WITH_BIAS)("vectors made elsewhere, bias %s, lane %s", (bias, biasLane) => {
  const common = { bias, biasLane };

  describe.each(REQUESTS)("%s", (_, request, counts) => {
    const out = new Set(counts.keys());

    it("have users that are means", () => {
      const expected = listOf(VECTORS, meanOf(VECTORS, counts), out, bias);
      expectList({ ...common, foldIn: "mean" }, request, expected);
    });

    it("have users that are means of length 1, and scores that are cosines", () => {
      const expected = listOf(UNIT_VECTORS, unit(sumOf(UNIT_VECTORS, counts)), out, bias);
      expectList({ ...common, foldIn: "mean", normalise: true }, request, expected);
    });

    it("have users by ridge regression", () => {
      const expected = listOf(VECTORS, ridgeOf(VECTORS, counts, 0.7), out, bias);
      expectList({ ...common, foldIn: "ridge", regularization: 0.7 }, request, expected);
    });

    it.each<[string, OptionValues, (item: number) => number[]]>([
      [
        "mean",
        { foldIn: "mean" },
        (item) => sumOf(VECTORS, new Map([[item, (counts.get(item) ?? 0) / weightOf(counts)]])),
      ],
      [
        "unit mean",
        { foldIn: "mean", normalise: true },
        (item) => {
          const size = Math.hypot(...sumOf(UNIT_VECTORS, counts));
          return sumOf(UNIT_VECTORS, new Map([[item, (counts.get(item) ?? 0) / size]]));
        },
      ],
      ["ridge", { foldIn: "ridge", regularization: 0.7 }, (item) => ridgeOf(VECTORS, counts, 0.7, item)],
    ])("say what a score is made of: %s", (_, options, partOf) => {
      const rows = options.normalise ? UNIT_VECTORS : VECTORS;
      const { items } = engineOf({ ...common, ...options }).recommend({ ...request, explain: true, k: 5 });
      let explained = 0;
      for (const { itemId, score, because = [] } of items) {
        for (const reason of because) {
          const part =
            "itemId" in reason
              ? product(partOf(Number(reason.itemId)), rows[Number(itemId)] ?? [])
              : (BIASES[Number(itemId)] ?? Number.NaN);
          expect(reason.share * Math.abs(score)).toBeCloseTo(part, 4);
          explained++;
        }
      }
      expect(explained).toBeGreaterThan(5);
    });
  });

  it("in int8 have the same lists but for what is close", async () => {
    for (const options of [{ foldIn: "mean" }, { foldIn: "ridge", regularization: 0.7 }]) {
      const whole = dotArtefact({ ...common, ...options });
      const state = narrowState(module, whole.state ?? new Map());
      const narrow = createRecommender({ ...whole, state }, module);
      const request = { history: ["3", "8", "11"], k: ITEM_COUNT };
      const scores = new Map(narrow.recommend(request).items.map(({ itemId, score }) => [itemId, score]));
      for (const { itemId, score } of createRecommender(whole, module).recommend(request).items) {
        expect(Math.abs(score - (scores.get(itemId) ?? Number.NaN))).toBeLessThan(0.05 * 3);
      }
    }
  });
});

describe("vectors made elsewhere", () => {
  it.each([
    [{ foldIn: "mean" }, { history: true, dislikes: "weights", explain: true, explore: ["slots"] }],
    [
      { foldIn: "ridge", regularization: 1 },
      { history: true, dislikes: "fold-in", explain: true, explore: ["slots", "thompson"] },
    ],
    [{ foldIn: "none" }, { history: false, dislikes: "exclusion", explain: false, explore: ["slots"] }],
  ])("say what they can do: %j", (options, expected) => {
    const every = {
      similar: true,
      diversity: "factors",
      strategies: ["fold-in", "average", "best"],
      vector: LENGTH,
      attributes: false,
    };
    expect(engineOf(options).capabilities).toMatchObject({ ...every, ...expected });
    expect(engineOf({ ...options, bias: true }).capabilities).toMatchObject({ ...every, ...expected });
  });

  it("have similar items by the cosine of vectors, without their biases", () => {
    const expected = listOf(UNIT_VECTORS, UNIT_VECTORS[4] ?? [], new Set([4]), false).filter(({ score }) => score > 0);
    for (const bias of [false, true]) {
      const { items } = engineOf({ bias }).similar({ itemId: "4", k: ITEM_COUNT });
      expect(items.map(({ itemId }) => itemId)).toEqual(expected.map(({ itemId }) => itemId));
    }
  });

  it("without a way to fold in give the popular items, and say that a vector is missing", () => {
    const recommender = engineOf({ foldIn: "none" });
    for (const [request, expected] of [
      [{ history: ["1"] }, ["0", "2", "3"]],
      [{ userId: "ann" }, ["1", "3", "4"]],
      [{ userId: "nobody" }, ["0", "1", "2"]],
      [{ likes: ["0"] }, ["1", "2", "3"]],
      [{}, ["0", "1", "2"]],
    ] as const) {
      const { items, fallback } = recommender.recommend({ ...request, k: 3 });
      expect(fallback).toBe("no-vector");
      expect(items.map(({ itemId }) => itemId)).toEqual(expected);
      for (const { source } of items) expect(source).toBe("popular");
    }
    const predicted = recommender.predict({ history: ["3"], items: ["1"] });
    expect(predicted).toMatchObject({ fallback: "no-vector", predictions: [{ itemId: "1", source: "popular" }] });
    // Other strategies compare rows, and know what was chosen.
    const { fallback, items } = recommender.recommend({ history: ["4"], strategy: "average", k: 1 });
    expect(fallback).toBeUndefined();
    expect(items).toEqual(engineOf({}).recommend({ history: ["4"], strategy: "average", k: 1 }).items);
  });

  it("give the popular items where what was chosen cancels out", () => {
    const whole = dotArtefact({ normalise: true });
    const rows = Float32Array.from(UNIT_VECTORS.flat());
    // But for rounding.
    for (let lane = 0; lane < LENGTH; lane++) rows[LENGTH + lane] = -(rows[lane] ?? 0) * (1 + lane * 1e-7);
    const state = new Map([[ITEM_ROWS, { shape: [ITEM_COUNT, LENGTH], values: rows }]]);
    const recommender = createRecommender({ ...whole, state }, module);
    expect(recommender.recommend({ history: ["0", "1"] }).fallback).toBe("no-signal");
    expect(recommender.recommend({ history: ["0"] }).fallback).toBeUndefined();
  });

  it("are refused with options that cannot be", () => {
    const refused = (options: Record<string, unknown>) => () => dot.readOptions(options);
    expect(refused({ foldIn: "ridge" })).toThrow(
      expect.objectContaining({ name: "OptionsError", code: "missing-option" }),
    );
    expect(refused({ foldIn: "ridge", regularization: 0 })).toThrow("expected a number above 0 with foldIn=ridge");
    expect(refused({ foldIn: "median" })).toThrow("foldIn: expected one of mean, ridge, none");
    expect(refused({ factors: 513 })).toThrow("factors: expected an integer from 1 to 512");
    expect(refused({ factors: 512, bias: true })).toThrow("factors: expected at most 511 with bias=true");
    expect(dot.readOptions({ factors: 512 })).toMatchObject({ factors: 512, foldIn: "mean", bias: false });
  });

  it("are refused with a penalty that f32 cannot solve with, by the size of their entries", () => {
    expect(() => engineOf({ foldIn: "ridge", regularization: 1e-6 })).toThrow(
      expect.objectContaining({
        name: "ArtefactError",
        code: "model-options",
        message: expect.stringContaining("f32"),
      }),
    );
    expect(() => engineOf({ foldIn: "ridge", regularization: 1e-4 }).recommend({ history: ["1", "2"] })).not.toThrow();
  });

  it("have rows of the length that the options say", () => {
    const whole = dotArtefact();
    const model = { ...whole.manifest.model, options: { factors: LENGTH, bias: true } };
    expect(() => createRecommender({ ...whole, manifest: { ...whole.manifest, model } }, module)).toThrow(
      expect.objectContaining({ code: "model-state" }),
    );
    expect(artefact().items.itemIds.size).toBe(ITEM_COUNT);
  });
});
