import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readArtefact } from "../../src/artefact/folder.ts";
import { loadRecommender } from "../../src/node-training.ts";

const folder = fileURLToPath(new URL("./fixtures/version-6", import.meta.url));

describe("the committed artefact version-6", () => {
  it("still says where it was made", async () => {
    const { manifest } = await readArtefact(folder);
    expect([manifest.formatVersion, manifest.version]).toEqual([6, "82ce5d0007d5e7c6"]);
    expect(manifest.origin).toEqual({ kind: "spark-job", version: "4.3.0", nonNegative: true });
    expect(manifest.data).toMatchObject({ fingerprintKind: "row-sum", users: 2, items: 4, interactions: 3 });
    expect(manifest.model.options).toEqual({
      ...{ factors: 2, objective: "hkv", regularization: 0.5, confidence: 40, nonNegative: true },
    });
  });

  it("still serves", async () => {
    const engine = await loadRecommender(folder);
    const { items } = engine.recommend({ history: [{ itemId: "b2" }], k: 3 });
    // x is about (0.10, 0.51), which the constraint leaves as it is: the scores are 1.7, −0.1 and −0.2.
    expect(items.map(({ itemId }) => itemId)).toEqual(["ç3", "d4", "a1"]);
  });
});
