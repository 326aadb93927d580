import { describe, expect, it } from "vitest";
import { restoreHead } from "../../src/rerankers/served.ts";
import { artefact } from "../serving/fixture.ts";

const refuse = async (): Promise<void> => {
  throw new Error("no backend is wanted");
};

describe("restoring the re-ranker of an artefact", () => {
  it("gives none where there is none, and starts nothing", async () => {
    const { manifest } = artefact({ candidateCount: 5 });
    const without = { manifest: { ...manifest, head: null }, head: undefined };
    expect(await restoreHead(without, refuse)).toBeUndefined();
  });

  it("refuses a kind that it does not know", async () => {
    const { manifest } = artefact({ candidateCount: 5 });
    const head = { kind: "forest", options: {}, candidateCount: 5, hidden: [] };
    await expect(restoreHead({ manifest: { ...manifest, head }, head: new Map() }, refuse)).rejects.toMatchObject({
      code: "unknown-head",
      message: "head: expected the kind mlp, got forest; read this artefact with the version that made it",
    });
  });
});
