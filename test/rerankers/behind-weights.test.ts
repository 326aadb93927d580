import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { trainArtefact } from "../../src/model-registry.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { trainRp3beta } from "../../src/models/item-weights/train-rp3beta.ts";
import { csrState, WEIGHTS } from "../../src/models/state.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { startBackend } from "../../src/neural/backend.node.ts";
import { createRerankedModel } from "../../src/rerankers/reranked-model.ts";
import { restoreHead } from "../../src/rerankers/served.ts";
import { TAG_COLUMN } from "../../src/rerankers/tag-overlap.ts";
import { temporaryFolder } from "../cli/nearedge.ts";
import { tastes } from "../cli/tables.ts";

const { write } = temporaryFolder();
const table = tastes();
const dataset = await openDataset(write("tastes.csv", table.interactions), {
  itemsPath: write("items.csv", table.items),
});
/** One weight an item finds few of a taste: the tags find them among the items that it reaches. */
const request = { model: "rp3beta", options: { keep: 2 }, head: "mlp" } as const;
const trained = await trainArtefact(dataset, request, { seed: 42 });
const files = new Map(trained.files.map(({ name, bytes }) => [name, bytes]));
const artefact = await decodeArtefact(async (name) => files.get(name) ?? new Uint8Array());

describe("a re-ranker behind a retrieval without factors", () => {
  it("is trained by cross-fitting that retrieval, judged, and packed where it wins", () => {
    expect(trained.head).toMatchObject({ kind: "mlp", factorCount: 0 });
    expect(artefact.manifest.head).toEqual(trained.head);
    expect([...(artefact.head?.keys() ?? [])].filter((name) => /user|item|product/.test(name))).toEqual([]);
    const ndcg = (subject: string) => trained.evaluations.find((one) => one.subject === subject)?.metrics["ndcg@10"];
    expect(ndcg("retrieval+head")).toBeGreaterThan(ndcg("retrieval, cut") ?? Number.POSITIVE_INFINITY);
  });

  it("is served with the order in which it was measured", async () => {
    const { interactions, items } = dataset;
    const { manifest, weights } = artefact;
    if (!weights) throw new Error("the artefact has weights");
    const restorable = { options: manifest.model.options, state: csrState(WEIGHTS, weights) };
    const model = await restoreTrained(trainRp3beta, restorable, { interactions, matrix: toCsr(interactions) });
    const head = await restoreHead(artefact, startBackend);
    if (!head || !manifest.head) throw new Error("the artefact has a head");
    const histories = toCsr(interactions);
    const measured = createRerankedModel(
      { model, popularity: countInteractions(histories) },
      head,
      manifest.head.candidateCount,
      items.categories.get(TAG_COLUMN),
    ).recommendBatch(histories, 10);
    const engine = await recommenderOf(artefact);
    let reordered = 0;
    for (let user = 0; user < histories.rowCount; user++) {
      const request = { userId: interactions.userIds.ids[user]!, k: 10 };
      const served = engine.recommend(request).items;
      const places = served.map((_, place) => user * 10 + place);
      expect(served.map(({ itemId }) => itemId)).toEqual(
        places.map((at) => interactions.itemIds.ids[measured.items[at]!]),
      );
      expect(served.map(({ score }) => score)).toEqual(places.map((at) => measured.scores[at]));
      const plain = engine.recommend({ ...request, rerank: false }).items;
      if (plain.some(({ itemId }, place) => itemId !== served[place]?.itemId)) reordered++;
    }
    expect(reordered).toBeGreaterThan(0);
  });
});
