import { describe, expect, it } from "vitest";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRerankedModel } from "../../src/rerankers/reranked-model.ts";
import type { Head } from "../../src/rerankers/reranker.ts";
import { retrievalOf } from "../../src/rerankers/retrieval-plan.ts";
import { stateOfArtefact } from "../../src/serving/create-retrieval.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { restoreImplicitAls } from "../models/implicit-als.ts";
import { artefact, ITEM_COUNT, ITEMS } from "../serving/fixture.ts";

/** A head whose scores depend on everything it is given, so that nothing may differ between the two ways to it. */
const head: Head = {
  score: ({ userFactors, candidateFactors, retrievalScores, popularity, tagOverlap }) =>
    retrievalScores.map((score, place) => {
      const own = candidateFactors.subarray(2 * place, 2 * place + 2);
      return 3 * tagOverlap[place]! - score + popularity[place]! / 10 + userFactors[0]! * own[1]! - own[0]!;
    }),
  memory: () => ({ tensors: 0, bytes: 0 }),
  dispose: () => undefined,
};

const HISTORIES = [[0, 2], [1, 3, 5], [], [4, 7, 8, 20], [6]];
const CANDIDATES = 6;

async function both(k: number) {
  const module = await kernelModule();
  const packed = artefact({ candidateCount: CANDIDATES });
  const engine = createRecommender(packed, module, head);
  const { options } = packed.manifest.model;
  const restored = await restoreImplicitAls(options, stateOfArtefact(packed), packed.popularity);
  const retrieval = retrievalOf(restored, packed.popularity, true);
  const model = createRerankedModel(retrieval, head, CANDIDATES, ITEMS.categories.get("tags"));
  const users = Uint32Array.from(HISTORIES.flatMap((own, user) => own.map(() => user)));
  const items = Uint32Array.from(HISTORIES.flat());
  const ones = new Float32Array(items.length).fill(1);
  const batch = model.recommendBatch(csrFromCoordinates(HISTORIES.length, ITEM_COUNT, users, items, ones), k);
  return HISTORIES.map((history, row) => ({
    measured: Array.from({ length: k }, (_, place) => ({
      itemId: String(batch.items[row * k + place]),
      score: batch.scores[row * k + place],
    })),
    served: engine.recommend({ history: history.map(String), k }).items.map(({ itemId, score }) => ({ itemId, score })),
  }));
}

describe("what is measured with a head", () => {
  it.each([3, CANDIDATES, 12])("is what is served, to the last bit, in lists of %i", async (k) => {
    for (const { measured, served } of await both(k)) expect(measured).toEqual(served);
  });
});
