import { beforeAll, describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { type EncodedFile, encodeArtefact, type ManifestDraft } from "../../src/artefact/encode.ts";
import { type Csr, rowIndices } from "../../src/data/csr.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { parseProtocol, split } from "../../src/data/splits.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { popularityBaseline } from "../../src/evaluation/baselines.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import type { ItemFactors } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import type { RankingModel } from "../../src/models/model.ts";
import type { TrainedModel } from "../../src/models/train-restored.ts";
import type { StoredState } from "../../src/packing/split-state.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { checkerboard, matrixOf, tastes } from "./fixtures.ts";
import { contentOf } from "./packed-content.ts";

/** A fitted model and what an artefact keeps of it: nothing `stored` for one without factors. Item weights keep themselves. */
export interface Fitted {
  readonly model: RankingModel;
  readonly stored: { readonly factors: ItemFactors; readonly gram: Float32Array; readonly count: number } | undefined;
}

/** Parts of the contract that a model may be excused from, with the reason. */
export type Clause = "artefact" | "artefact scores" | "checkerboard" | "seed matters" | "quality floor";

export interface ModelUnderTest {
  readonly name: string;
  fit(interactions: Csr, seed: number): Promise<Fitted>;
  /** The model over item factors (or whatever takes their place) that give all items the same score. */
  fitTied(itemCount: number): Promise<RankingModel>;
  readonly excused: Readonly<Partial<Record<Clause, string>>>;
}

const SEED = 3;

/** What every model must do, whatever it is. */
export function describeContract(subject: ModelUnderTest): void {
  const unless = (clause: Clause, title: string, test: () => Promise<void>): void => {
    const reason = subject.excused[clause];
    if (reason === undefined) it(title, test);
    else it.skip(`${title} [excused: ${reason}]`, test);
  };

  describe(`the model ${subject.name}`, () => {
    const table = tastes(SEED);
    const interactions = toCsr(table);
    const itemCount = interactions.columnCount;
    let fitted: Fitted;
    let model: RankingModel;
    beforeAll(async () => {
      fitted = await subject.fit(interactions, SEED);
      model = fitted.model;
    });

    unless("checkerboard", "puts the withheld item of the user's own colour first", async () => {
      const board = checkerboard(20);
      const { model: ofBoard } = await subject.fit(board, SEED);
      expect([...ofBoard.recommendBatch(board, 1).items]).toEqual(Array.from({ length: 20 }, (_, user) => user));
    });

    it("says how many items it has, and its options as plain values", () => {
      expect(model.itemCount).toBe(itemCount);
      for (const value of Object.values(model.options)) expect(typeof value).toMatch(/^(number|string|boolean)$/);
    });

    it("gives a user without history the popular items, whatever else is in the batch", () => {
      const counts = countInteractions(interactions);
      const expected = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, 7);
      const batch = model.recommendBatch(matrixOf(itemCount, [[1, 2], [], [5]]), 7);
      expect([...batch.items.subarray(7, 14)]).toEqual(expected);
      expect([...batch.scores.subarray(7, 14)]).toEqual(expected.map((item) => counts[item]));
    });

    it("refuses a history with an item outside the catalogue", () => {
      expect(() => model.recommendBatch(matrixOf(itemCount + 1, [[0], [itemCount]]), 3)).toThrow(RangeError);
      expect(() => model.recommendBatch(matrixOf(itemCount + 1, [[0], [itemCount]]), 3)).toThrow(`${itemCount}`);
    });

    it.each([0, -1, 1.5, Number.NaN])("refuses k = %s", (k) => {
      expect(() => model.recommendBatch(matrixOf(itemCount, [[0]]), k)).toThrow(RangeError);
    });

    it("pads a row with NO_ITEM when k is above the number of items that are left", () => {
      const k = itemCount + 5;
      const { items, scores } = model.recommendBatch(matrixOf(itemCount, [[0, 3], []]), k);
      expect(new Set(items.subarray(0, itemCount - 2)).size).toBe(itemCount - 2);
      expect([...items.subarray(itemCount - 2, k)]).toEqual(new Array(7).fill(NO_ITEM));
      expect([...scores.subarray(itemCount - 2, k)]).toEqual(new Array(7).fill(Number.NEGATIVE_INFINITY));
      expect([...items.subarray(k).filter((item) => item === NO_ITEM)]).toHaveLength(5);
    });

    it("has nothing left for a user who has everything", () => {
      const everything = Array.from({ length: itemCount }, (_, item) => item);
      expect([...model.recommendBatch(matrixOf(itemCount, [everything]), 2).items]).toEqual([NO_ITEM, NO_ITEM]);
    });

    it("answers no user with no row", () => {
      expect(model.recommendBatch(matrixOf(itemCount, []), 4)).toMatchObject({ queryCount: 0, k: 4 });
    });

    it("orders items of equal score by ascending index", async () => {
      const tied = await subject.fitTied(13);
      expect([...tied.recommendBatch(matrixOf(13, [[4], []]), 6).items]).toEqual([0, 1, 2, 3, 5, 6, 0, 1, 2, 3, 4, 5]);
    });

    it("orders by score descending, then by index ascending", () => {
      const { items, scores, queryCount, k } = model.recommendBatch(interactions, 40);
      for (let at = 1; at < queryCount * k; at++) {
        if (at % k === 0) continue;
        const falls = scores[at]! < scores[at - 1]! || (scores[at] === scores[at - 1] && items[at]! > items[at - 1]!);
        expect(falls, `place ${at}`).toBe(true);
      }
    });

    it("answers a batch as it answers each user alone", () => {
      const batch = model.recommendBatch(interactions, 12);
      for (let user = 0; user < interactions.rowCount; user++) {
        const alone = model.recommendBatch(rowOf(interactions, user), 12);
        expect(alone.items).toEqual(batch.items.subarray(user * 12, user * 12 + 12));
        expect(alone.scores).toEqual(batch.scores.subarray(user * 12, user * 12 + 12));
      }
    });

    it("never returns an item of the history", () => {
      const { items, k } = model.recommendBatch(interactions, itemCount);
      for (let user = 0; user < interactions.rowCount; user++) {
        const own = new Set(rowIndices(interactions, user));
        const listed = [...items.subarray(user * k, (user + 1) * k)].filter((item) => item !== NO_ITEM);
        expect(listed.filter((item) => own.has(item))).toEqual([]);
        expect(listed).toHaveLength(itemCount - own.size);
      }
    });

    it("leaves the history that it is given as it was", () => {
      const history = matrixOf(itemCount, [[1, 5], []]);
      model.recommendBatch(history, 3);
      expect(history).toEqual(matrixOf(itemCount, [[1, 5], []]));
    });

    it("gives the same bytes for the same seed", async () => {
      const again = await subject.fit(interactions, SEED);
      expect(await pack(again, interactions)).toEqual(await pack(fitted, interactions));
    });

    unless("seed matters", "gives other bytes for another seed", async () => {
      const other = await subject.fit(interactions, SEED + 1);
      expect(other.stored?.factors).not.toEqual(fitted.stored?.factors);
    });

    unless("artefact", "comes back from an artefact with the same lists and scores", async () => {
      const engine = await load(await pack(fitted, interactions));
      const histories = matrixOf(itemCount, [[0], [1, 2, 3], [], [70, 5, 9, 44], [79]]);
      const batch = model.recommendBatch(histories, 15);
      for (let row = 0; row < histories.rowCount; row++) {
        const history = Array.from(rowIndices(histories, row), String);
        const { items } = engine.recommend({ history, k: 15 });
        expect(items.map(({ itemId }) => Number(itemId))).toEqual([...batch.items.subarray(row * 15, row * 15 + 15)]);
        if (subject.excused["artefact scores"] !== undefined) continue;
        for (const [place, { score }] of items.entries()) expect(score).toBeCloseTo(batch.scores[row * 15 + place]!, 5);
      }
    });

    unless("quality floor", "finds at least twice as much as popularity (nDCG@10, users of eight tastes)", async () => {
      const [fold] = split(table, parseProtocol("random:0.2"), SEED);
      if (fold === undefined) throw new Error("the split made no fold");
      const { model: ofTrain } = await subject.fit(toCsr(fold.train), SEED);
      const reached = await evaluateModel(ofTrain, fold, [10]);
      const baseline = await evaluateModel(popularityBaseline(fold.train), fold, [10]);
      expect(reached.metrics["ndcg@10"]).toBeGreaterThan(2 * (baseline.metrics["ndcg@10"] ?? 1));
    });
  });
}

/** One row as a batch of its own. */
function rowOf(matrix: Csr, row: number): Csr {
  const [start, end] = [matrix.offsets[row]!, matrix.offsets[row + 1]!];
  return {
    rowCount: 1,
    columnCount: matrix.columnCount,
    offsets: Uint32Array.of(0, end - start),
    indices: matrix.indices.slice(start, end),
    values: matrix.values.slice(start, end),
  };
}

const NOTHING = { factors: undefined, gram: undefined, weights: undefined, state: undefined };

/** What an artefact keeps of the model, nothing of it cut. */
async function contentOfFitted({ model, stored }: Fitted): Promise<StoredState> {
  if (stored) {
    const { factors, gram, count } = stored;
    return { factorCount: count, content: { ...NOTHING, factors, gram } };
  }
  return isTrained(model) ? contentOf(model, model.itemCount) : { factorCount: 0, content: NOTHING };
}

function isTrained(model: RankingModel): model is TrainedModel {
  return "fitted" in model && "served" in model;
}

/** The model as an artefact; item i is called `i`. */
async function pack(fitted: Fitted, interactions: Csr): Promise<EncodedFile[]> {
  const { model, stored } = fitted;
  const { kind, options } = model;
  const { factorCount, content } = await contentOfFitted(fitted);
  const itemIds = createVocabulary(Array.from({ length: model.itemCount }, (_, item) => String(item)));
  const draft: ManifestDraft = {
    name: "contract",
    model: { kind, options, precision: stored?.factors.precision ?? "f32", factorCount },
    head: null,
    seed: SEED,
    data: {
      name: "contract",
      fingerprint: "0".repeat(64),
      users: interactions.rowCount,
      items: model.itemCount,
      interactions: interactions.indices.length,
      feedback: "implicit",
      note: "",
    },
    evaluations: [],
  };
  return encodeArtefact(
    {
      items: emptyItemTable(itemIds),
      popularity: countInteractions(interactions),
      ...content,
      head: undefined,
      users: undefined,
    },
    draft,
  );
}

async function load(files: readonly EncodedFile[]) {
  const bytesOf = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const artefact = await decodeArtefact(async (name) => bytesOf.get(name) ?? new Uint8Array(0));
  return createRecommender(artefact, await kernelModule());
}
