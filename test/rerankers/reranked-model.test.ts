import { describe, expect, it } from "vitest";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import { servedModel } from "../../src/models/served.ts";
import type { ModelState } from "../../src/models/state.ts";
import { columnsOf } from "../../src/rerankers/item-facts.ts";
import { createRerankedModel } from "../../src/rerankers/reranked-model.ts";
import type { FittedRetrieval } from "../../src/rerankers/retrieval-plan.ts";
import { retrieverOf } from "../../src/rerankers/retriever.ts";
import { stateOfArtefact } from "../../src/serving/artefact-state.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, ITEM_COUNT, ITEMS, POPULARITY } from "../serving/fixture.ts";
import { readingAll, slimState, twoRetrievers } from "../serving/two-retrievers-fixture.ts";

/** Oldest first. */
const HISTORIES = [[2, 0], [5, 1, 3], [], [20, 4, 8, 7], [6], [20]];
const CANDIDATES = 6;
const kernels = await kernelModule();

function restore(kind: string, options: Readonly<Record<string, unknown>>, state: ModelState): FittedRetrieval {
  const surroundings = { popularity: POPULARITY, explicit: false, histories: undefined, kernelModule: kernels };
  const served = restoreModel(servedModel, kind, options, state, surroundings);
  const context = { kernelModule: kernels, popularity: POPULARITY };
  const model = fittedModel({ kind, options: {}, served }, context);
  if (!model.retrieval) throw new Error("expected a retrieval");
  return { model, retriever: retrieverOf(kind, served, model.retrieval) };
}

function both(beside: boolean, ordered: boolean, k: number) {
  const packed = beside ? twoRetrievers(CANDIDATES) : artefact({ candidateCount: CANDIDATES });
  const engine = createRecommender(packed, kernels, readingAll);
  const { kind, options } = packed.manifest.model;
  const first = restore(kind, options, stateOfArtefact(packed));
  const fitted = beside ? ([first, restore("slim", {}, slimState())] as const) : ([first] as const);
  const facts = { popularity: POPULARITY, meanValues: undefined, times: undefined, ...columnsOf(ITEMS) };
  const model = createRerankedModel(fitted, readingAll, CANDIDATES, facts);
  const users = Uint32Array.from(HISTORIES.flatMap((own, user) => own.map(() => user)));
  const items = Uint32Array.from(HISTORIES.flat());
  const ones = new Float32Array(items.length).fill(1);
  const matrix = csrFromCoordinates(HISTORIES.length, ITEM_COUNT, users, items, ones);
  const sequence = Uint32Array.from(HISTORIES.flat());
  const histories = ordered ? { ...matrix, sequence } : matrix;
  const batch = model.recommendBatch(histories, k);
  const userIds = { ids: HISTORIES.map((_, user) => `u${user}`), size: HISTORIES.length };
  const stored = createRecommender(
    {
      ...packed,
      users: {
        userIds: { ...userIds, indexOf: (id) => Number(id.slice(1)), idOf: (user) => `u${user}` },
        histories,
      },
    },
    kernels,
    readingAll,
  );
  const listOf = (found: ReturnType<typeof engine.recommend>) =>
    found.items.map(({ itemId, score, source }) => ({ itemId, score, popular: source === "popular" }));
  return HISTORIES.map((history, row) => ({
    measured: Array.from({ length: k }, (_, place) => ({
      itemId: String(batch.items[row * k + place]),
      score: batch.scores[row * k + place],
      popular: history.length > 0 && batch.popular?.[row * k + place] === 1,
    })),
    served: listOf(engine.recommend({ history: history.map(String), k })),
    stored: listOf(stored.recommend({ userId: `u${row}`, k })),
  }));
}

describe.each([
  ["one retriever", false],
  ["two retrievers", true],
])("what is measured with a head behind %s", (_, beside) => {
  it.each([3, CANDIDATES, 12])("is what is served, to the last bit, in lists of %i", (k) => {
    for (const { measured, served, stored } of both(beside, true, k)) {
      const own = measured.map((one, place) => ({ ...one, popular: served[place]?.popular }));
      expect(own).toEqual(served);
      expect(own).toEqual(stored.map((one, place) => ({ ...one, popular: served[place]?.popular })));
    }
  });

  it("is what is served of stored histories without order", () => {
    const changed: boolean[] = [];
    for (const { measured, served, stored } of both(beside, false, 12)) {
      // An answer shows 0 for what stands by popularity alone.
      const shown = measured.map(({ itemId, score = 0 }) => [itemId, Math.abs(score) < 1e-38 ? 0 : score]);
      expect(shown).toEqual(stored.map(({ itemId, score }) => [itemId, score]));
      changed.push(JSON.stringify(served) !== JSON.stringify(stored));
    }
    expect(changed).toContain(true);
  });

  it("marks what is popular only, as serving does", () => {
    const lists = both(beside, true, 12).filter((_, row) => (HISTORIES[row]?.length ?? 0) > 0);
    for (const { measured, served } of lists) {
      expect(measured.map(({ popular }) => popular)).toEqual(served.map(({ popular }) => popular));
    }
    expect(lists.some(({ measured }) => measured.some(({ popular }) => popular))).toBe(true);
  });
});
