import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import { loadRecommender } from "../../src/node-training.ts";
import { turning, withUntrainedHead } from "../rerankers/untrained-head.ts";
import { artefact, idsOf } from "./fixture.ts";

it("makes the engine from a folder, with the head that lies in it", async () => {
  const parent = await mkdtemp(join(tmpdir(), "nearedge-"));
  try {
    const { manifest, ...content } = artefact();
    // The last layer of fresh weights is zero: what is left is skip, and with −1 the best candidate becomes the last.
    const wish = { hidden: [4], candidateCount: 3, change: turning };
    const headed = await withUntrainedHead(content, "implicit-als", wish);
    const files = await encodeArtefact(headed.content, { ...manifest, head: headed.head });
    await writeArtefact(join(parent, "model"), files);
    const recommender = await loadRecommender(join(parent, "model"));
    expect(idsOf(recommender.recommend({ history: ["0", "2"], k: 4 }))).toEqual([16, 18, 20, 14]);
    expect(idsOf(recommender.recommend({ history: ["0", "2"], k: 4, rerank: false }))).toEqual([20, 18, 16, 14]);
  } finally {
    await rm(parent, { recursive: true });
  }
});

it("says that the folder is not there", async () => {
  await expect(loadRecommender(join(tmpdir(), "no-such-artefact"))).rejects.toMatchObject({ code: "missing-folder" });
});
