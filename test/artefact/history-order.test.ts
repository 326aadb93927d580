import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { readerOf, sampleContent, sampleDraft } from "./sample.ts";

const plain = sampleContent();
/** Of the third user, with 1, 2 and 4 in the matrix: 4, 1, 2. */
const sequence = Uint32Array.of(4, 0, 4, 1, 2);
const histories = plain.users && { ...plain.users.histories, sequence };
const ordered = { ...plain, users: plain.users && histories && { ...plain.users, histories } };

describe("an artefact whose histories have an order", () => {
  it("stores them oldest first, without another tensor, in format version 4", async () => {
    const { manifest, users } = await decodeArtefact(readerOf(await encodeArtefact(ordered, sampleDraft())));
    expect(manifest.formatVersion).toBe(4);
    expect(manifest.data.historyOrder).toBe("oldest-first");
    expect(users?.histories).toEqual({
      ...histories,
      indices: sequence,
      values: Float32Array.of(2.5, 1, 4, 1, 1),
    });
    expect(users?.histories.sequence).toBe(users?.histories.indices);
  });

  it("comes back the same when it is encoded again", async () => {
    const files = await encodeArtefact(ordered, sampleDraft());
    const { manifest, ...content } = await decodeArtefact(readerOf(files));
    expect(await encodeArtefact(content, manifest)).toEqual(files);
  });

  it("says nothing of an order that its users take with them", async () => {
    const { manifest } = await decodeArtefact(readerOf(await encodeArtefact(ordered, sampleDraft())));
    expect(await encodeArtefact(plain, manifest)).toEqual(await encodeArtefact(plain, sampleDraft()));
  });
});

describe("the format version of an artefact with a head", () => {
  const told = {
    features: ["popularity"],
    retrievers: [{ kind: "slim", options: {} }],
    question: "next",
    validation: { lists: 2, retrieval: { "ndcg@10": 0.25 }, head: { "ndcg@10": 0.5 } },
    fittedTo: "0123456789abcdef".repeat(4),
  } as const;

  it.each(Object.entries(told))("is 4 for a head with %s alone, which earlier readers refuse", async (key, value) => {
    const draft = sampleDraft();
    const head = draft.head && { ...draft.head, [key]: value };
    const { manifest } = await decodeArtefact(readerOf(await encodeArtefact(plain, { ...draft, head })));
    expect(manifest).toMatchObject({ formatVersion: 4, head: { [key]: value } });
  });

  it("is as before for one of earlier versions", async () => {
    const { manifest } = await decodeArtefact(readerOf(await encodeArtefact(plain, sampleDraft())));
    expect(manifest.formatVersion).toBe(2);
  });
});
