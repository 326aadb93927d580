import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readArtefact } from "../../src/artefact/folder.ts";
import { loadRecommender } from "../../src/node-training.ts";

const folder = fileURLToPath(new URL("./fixtures/version-4", import.meta.url));
const reading = readArtefact(folder);
/** As scripts/make-artefact-fixture.ts of its release wrote them, typed once more. */
const LOOKS = ["score", "rank", "last-1", "last-3", "last-10", "nearest", "history"];
const FEATURES = [
  ...LOOKS.map((name) => `implicit-als.${name}`),
  ...LOOKS.map((name) => `slim.${name}`),
  ...["genre.history", "genre.last", "popularity", "novelty", "year.difference", "length"],
];

describe("the committed artefact version-4", () => {
  it("still says what it is", async () => {
    const { manifest } = await reading;
    expect([manifest.formatVersion, manifest.version]).toEqual([4, "2c168bf1956f5164"]);
    expect([manifest.files.length, manifest.privateFiles?.length]).toEqual([1, 1]);
    expect(manifest.data).toMatchObject({ historyOrder: "oldest-first", historyValues: "given" });
    expect(manifest.head).toMatchObject({
      kind: "linear",
      candidateCount: 3,
      hidden: [],
      features: FEATURES,
      retrievers: [{ kind: "slim", options: {} }],
      question: "next",
      validation: { lists: 2, retrieval: { "ndcg@10": 0.25 }, head: { "ndcg@10": 0.5 } },
    });
  });

  it("still has its histories, oldest first, with their values", async () => {
    const { users } = await reading;
    expect(users?.userIds.ids).toEqual(["anna", "björn"]);
    const { offsets, indices, values, sequence } = users?.histories ?? {};
    expect(offsets).toEqual(Uint32Array.of(0, 2, 3));
    expect(indices).toEqual(Uint32Array.of(3, 0, 1));
    expect(values).toEqual(Float32Array.of(0.5, 1, 4));
    expect(sequence).toEqual(Uint32Array.of(3, 0, 1));
  });

  it("still has its head and the retriever beside the model", async () => {
    const { head, state } = await reading;
    expect(head?.get("skip")).toEqual({ shape: [1], values: Float32Array.of(-1) });
    expect(head?.get("layer0.kernel")).toEqual({ shape: [20, 1], values: new Float32Array(20) });
    expect(state?.get("retrievers.0.weights.offsets")?.values).toEqual(Uint32Array.of(0, 2, 3, 4, 5));
    expect(state?.get("retrievers.0.weights.values")?.values).toEqual(Float32Array.of(0.5, 0.25, 0.75, 1, -0.5));
  });

  it("still serves: its head turns the list of retrieval round", async () => {
    const engine = await loadRecommender(folder);
    const [turned, retrieved] = [true, false].map((rerank) => engine.recommend({ userId: "anna", k: 3, rerank }));
    expect([turned?.reranked, retrieved?.reranked]).toEqual([true, false]);
    expect(retrieved?.items.map(({ itemId }) => itemId)).toEqual(["b2", "ç3"]);
    // Of two candidates the standardised scores are 1 and −1.
    expect(turned?.items).toMatchObject([
      { itemId: "ç3", score: 1 },
      { itemId: "b2", score: -1 },
    ]);
  });
});
