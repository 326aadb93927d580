import { describe, expect, it } from "vitest";
import { stateOf } from "../../src/models/state.ts";
import { startBackend } from "../../src/neural/backend.node.ts";
import { besideState } from "../../src/rerankers/retriever-state.ts";
import { restoreHead } from "../../src/rerankers/served.ts";
import { artefact } from "../serving/fixture.ts";
import { withUntrainedHead } from "./untrained-head.ts";

const refuse = async (): Promise<void> => {
  throw new Error("no backend is wanted");
};
const { manifest, ...content } = artefact();
const SLIM = { kind: "slim", options: {}, state: stateOf({ values: Float32Array.of(1, 2, 3) }) };
const headed = await withUntrainedHead(content, "implicit-als", { hidden: [3], beside: [SLIM] });
const packed = { ...headed.content, manifest: { ...manifest, head: headed.head } };

describe("restoring the re-ranker of an artefact", () => {
  it("gives none where there is none, and starts nothing", async () => {
    expect(await restoreHead({ ...content, manifest }, refuse)).toBeUndefined();
  });

  it("gives one that stands behind the retrievers that it was trained behind", async () => {
    const head = await restoreHead(packed, startBackend);
    const features = new Float32Array(2 * (headed.head.features?.length ?? 0));
    features[0] = 0.5;
    expect([...(head?.score({ count: 2, features }) ?? [])]).toEqual([0.5, 0]);
    head?.dispose();
  });

  it.each(["blend", "linear", "mlp"])("knows the kind %s", async (kind) => {
    const head = await restoreHead(
      { ...packed, manifest: { ...manifest, head: { ...headed.head, kind } } },
      startBackend,
    );
    expect(head).toBeDefined();
    head?.dispose();
  });

  it("refuses a kind that it does not know", async () => {
    const head = { ...headed.head, kind: "forest" };
    await expect(restoreHead({ ...packed, manifest: { ...manifest, head } }, refuse)).rejects.toMatchObject({
      code: "unknown-head",
      message:
        "head: expected one of the kinds blend, linear, mlp, got forest; read this artefact with the version that made it",
    });
  });

  it("gives none of a format version before 4, which read other features: retrieval answers", async () => {
    const { features, retrievers, question, validation, fittedTo, ...earlier } = headed.head;
    expect([features, retrievers, question, validation, fittedTo]).not.toContain(undefined);
    const head = { ...earlier, factorCount: 2 };
    expect(await restoreHead({ ...packed, manifest: { ...manifest, head } }, refuse)).toBeUndefined();
  });

  const other = Float32Array.from(content.factors?.values ?? [], (value) => value * 1.001);
  it.each([
    ["factors of the model", { factors: { precision: "f32" as const, values: other } }],
    ["a Gram matrix", { gram: content.gram?.map((value) => value + 1) }],
    ["a model without factors", { factors: undefined, gram: undefined }],
    ["weights of the second", { state: besideState(0, stateOf({ values: Float32Array.of(1, 2, 4) })) }],
    ["shorter weights of the second", { state: besideState(0, stateOf({ values: Float32Array.of(1, 2) })) }],
    ["no second", { state: undefined }],
    ["a third", { state: new Map([...(packed.state ?? []), ...besideState(1, SLIM.state)]) }],
  ])("refuses a head of other retrievers: %s", async (_, change) => {
    await expect(restoreHead({ ...packed, ...change }, refuse)).rejects.toMatchObject({
      code: "head-retriever",
      message:
        "head: expected the retrievers that it was trained behind, got others; train retrieval and head together",
    });
  });

  it("refuses a head that says of no retriever that it was trained behind it", async () => {
    const { fittedTo, ...silent } = headed.head;
    expect(fittedTo).toMatch(/^[0-9a-f]{64}$/);
    const changed = { ...packed, manifest: { ...manifest, head: silent } };
    await expect(restoreHead(changed, refuse)).rejects.toMatchObject({ code: "head-retriever" });
  });
});
