import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates, rowValues } from "../../src/data/csr.ts";
import { type Feedback, toCsr } from "../../src/data/interactions.ts";
import { createCategoryColumn, emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { trainTfIdf } from "../../src/models/content/train-tf-idf.ts";
import { cutRows } from "../../src/models/cut-rows.ts";
import type { FittedModel } from "../../src/models/fitted-model.ts";
import { trainGfCf } from "../../src/models/item-weights/train-gf-cf.ts";
import { readState, WEIGHTS } from "../../src/models/state.ts";
import { restoreTrained, type TrainedModel } from "../../src/models/train-restored.ts";
import { gatherRows, stackRows } from "../../src/models/weight-rows.ts";
import { cutState } from "../../src/packing/cut-state.ts";
import { matrixOf, tastes } from "./fixtures.ts";
import { dataOf, trainOn } from "./train.ts";

const interactions = toCsr(tastes(7));

const gfCf = (given: Record<string, unknown> = {}): Promise<TrainedModel> =>
  trainOn(trainGfCf, interactions, { options: { factors: 8, ...given }, seed: 3 });

/** Of three users, item % 4 have an item. */
const THREE_USERS = matrixOf(
  30,
  [1, 2, 3].map((user) => Array.from({ length: 30 }, (_, item) => item).filter((item) => item % 4 >= user)),
);

/** Items with the tags of their numbers: what they can be divided by. Item 0 has none. */
function byDivisors(explicit = false): Promise<TrainedModel> {
  const ids = createVocabulary(Array.from({ length: 30 }, (_, item) => `${item}`));
  const divisors = (item: number): string[] => [2, 3, 5, 7].filter((by) => item > 0 && item % by === 0).map(String);
  const tags = createCategoryColumn(ids.ids.map((_, item) => divisors(item)));
  const items = { ...emptyItemTable(ids), categories: new Map([["tags", tags]]) };
  return trainOn(trainTfIdf, THREE_USERS, { items, feedback: explicit ? "explicit" : "implicit" });
}

describe("rows of weights", () => {
  it("have what is not 0, but nothing for the item itself", () => {
    const rows = gatherRows(1, 3, 4, (row) => Float32Array.of(row, 0.5, 0, -1));
    expect(rows).toEqual({
      ...{ rowCount: 2, columnCount: 4, offsets: Uint32Array.of(0, 2, 5) },
      ...{ indices: Uint32Array.of(0, 3, 0, 1, 3), values: Float32Array.of(1, -1, 2, 0.5, -1) },
    });
  });

  it("make up the matrix again, whatever they were divided into", () => {
    const parts = [0, 1, 2].map((part) =>
      gatherRows(2 * part, 2 * part + 2, 6, (row) => new Float32Array(6).fill(row)),
    );
    expect(stackRows(6, parts)).toEqual(gatherRows(0, 6, 6, (row) => new Float32Array(6).fill(row)));
    expect(stackRows(6, [])).toMatchObject({ rowCount: 0, offsets: Uint32Array.of(0) });
  });

  it("are cut as the whole would be", async () => {
    const { fitted } = await byDivisors();
    const rows = fitted.weightRows?.rows ?? (() => matrixOf(30, []));
    const whole = rows(0, 30);
    const cuts = [{ array: WEIGHTS, option: "keep", keep: 4 }] as const;
    const found = await cutState("tf-idf", { ...fitted, weightRows: { rows, rowsAtATime: 7 } }, cuts, 30);
    expect(readState("tf-idf", found.state).csr(WEIGHTS, 30, 30)).toEqual(cutRows(whole, 4));
    expect(found.whole).toBe(whole.indices.length);
    expect(found.kept).toBe(cutRows(whole, 4).indices.length);
    const stop = AbortSignal.abort(new Error("enough"));
    await expect(cutState("tf-idf", fitted, cuts, 30, stop)).rejects.toThrow("enough");
  });
});

describe("gf-cf as weights between items", () => {
  /** What an artefact would keep of a model, with whole rows. */
  async function restored({ kind, options, fitted }: TrainedModel, matrix: Csr): Promise<FittedModel> {
    const cuts = [{ array: WEIGHTS, option: "keep", keep: matrix.columnCount }] as const;
    const { state } = await cutState(kind, fitted, cuts, matrix.columnCount);
    return restoreTrained(trainGfCf, { options, state }, dataOf(matrix));
  }

  const SETTINGS = [{}, { sharpening: 0.4 }, { alpha: 0 }, { userExponent: 0.3, itemExponent: 0.7 }];

  it.each(SETTINGS)("gives the same scores, with %j", async (given) => {
    const model = await gfCf(given);
    const fitted = model.recommendBatch(interactions, 10);
    const { scores } = (await restored(model, interactions)).recommendBatch(interactions, 10);
    for (const [place, score] of scores.entries()) expect(score).toBeCloseTo(fitted.scores[place] ?? 0, 5);
  });

  it.each(SETTINGS)("comes back from its own state with the same lists to the last bit, with %j", async (given) => {
    const model = await gfCf(given);
    const plain = await restoreTrained(trainGfCf, { ...model.fitted, overlay: undefined }, dataOf(interactions));
    expect(plain.served.retrieve).not.toBe(model.served.retrieve);
    expect(plain.recommendBatch(interactions, 12)).toEqual(model.recommendBatch(interactions, 12));
    const options = { filter: undefined, exclude: Uint32Array.of(3) };
    expect(plain.retrieval?.similar?.(3, 5, options)).toEqual(model.retrieval?.similar?.(3, 5, options));
  });

  it("ranks by popularity for a user who has only what nobody else has", async () => {
    // Items 3 and 4 are one user's alone; nobody has item 5.
    const small = matrixOf(6, [[0, 1], [1, 2], [3, 4], [1]]);
    const model = await trainOn(trainGfCf, small, { options: { alpha: 0 } });
    const histories = matrixOf(6, [[5], [3, 4], [3], []]);
    const { items, scores } = model.recommendBatch(histories, 3);
    expect([...items]).toEqual([1, 0, 2, 1, 0, 2, 4, 1, 0, 1, 0, 2]);
    expect([...scores.subarray(0, 3)]).toEqual([3, 1, 1]);
    expect((await restored(model, small)).recommendBatch(histories, 3).items).toEqual(items);
  });
});

/** The lists of the whole matrix, by the kernels of serving. */
async function served({ kind, options, fitted }: TrainedModel, histories: Csr, k: number, feedback?: Feedback) {
  const cuts = [{ array: WEIGHTS, option: "keep", keep: 30 }] as const;
  const { state } = await cutState(kind, fitted, cuts, 30);
  const restored = await restoreTrained(trainTfIdf, { options, state }, dataOf(THREE_USERS, feedback));
  expect(restored.served.retrieve.by).toBe("weights");
  return restored.recommendBatch(histories, k);
}

describe("tf-idf as weights between items", () => {
  it("gives the same lists, with scores that differ by one factor a list", async () => {
    const model = await byDivisors();
    const histories = matrixOf(30, [[6], [10, 15], [4, 9, 25], [0], [0, 14], [], [1, 11]]);
    const fitted = model.recommendBatch(histories, 8);
    const { items, scores } = await served(model, histories, 8, "implicit");
    expect(items).toEqual(fitted.items);
    for (let row = 0; row < 7; row++) {
      const factor = scores[row * 8]! / fitted.scores[row * 8]!;
      for (let at = row * 8; at < row * 8 + 8; at++) expect(scores[at]).toBeCloseTo(factor * fitted.scores[at]!, 5);
    }
  });

  it("ranks by popularity who has nothing that shares a term with another item", async () => {
    const model = await byDivisors();
    const { items } = model.recommendBatch(matrixOf(30, [[0], [1, 11], []]), 4);
    expect([...items]).toEqual([3, 7, 11, 15, 3, 7, 15, 19, 3, 7, 11, 15]);
  });

  it("keeps by how much a rating is above the user's mean as the weight of a history", async () => {
    const histories = csrFromCoordinates(
      3,
      30,
      Uint32Array.of(0, 0, 0, 1, 1),
      Uint32Array.of(4, 6, 9, 2, 3),
      Float32Array.of(5, 3, 1, 4, 4),
    );
    const model = await byDivisors(true);
    const { weigh } = model.served;
    expect([...(weigh?.(rowValues(histories, 0)) ?? [])]).toEqual([2, 0, 0]);
    expect([...(weigh?.(rowValues(histories, 1)) ?? [])]).toEqual([1, 1]);
    expect([...((await byDivisors()).served.weigh?.(rowValues(histories, 0)) ?? [])]).toEqual([1, 1, 1]);
    expect((await served(model, histories, 6, "explicit")).items).toEqual(model.recommendBatch(histories, 6).items);
  });
});
