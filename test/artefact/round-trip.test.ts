import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { encodeArtefact, type ManifestDraft } from "../../src/artefact/encode.ts";
import type { ArtefactContent } from "../../src/artefact/pack.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { int8Content, int8Draft, readerOf, sampleContent, sampleDraft } from "./sample.ts";

/** Vocabularies carry functions, which never compare equal: their ids stand for them. */
function comparable(content: ArtefactContent) {
  const { items, popularity, factors, gram, weights, users, head } = content;
  return {
    items: { ...items, itemIds: items.itemIds.ids },
    popularity,
    factors,
    gram,
    weights,
    users: users && { userIds: users.userIds.ids, histories: users.histories },
    head,
  };
}

function withoutFactors(): { content: ArtefactContent; draft: ManifestDraft } {
  const draft = sampleDraft();
  return {
    content: {
      ...sampleContent(),
      ...{ factors: undefined, gram: undefined, weights: undefined, users: undefined, head: undefined },
    },
    draft: { ...draft, head: null, model: { kind: "popularity", options: {}, precision: "f32", factorCount: 0 } },
  };
}

function withoutItems(): { content: ArtefactContent; draft: ManifestDraft } {
  const { content, draft } = withoutFactors();
  return {
    content: { ...content, items: emptyItemTable(createVocabulary([])), popularity: new Float32Array(0) },
    draft: { ...draft, data: { ...draft.data, items: 0 } },
  };
}

function withWeightsAlone(): { content: ArtefactContent; draft: ManifestDraft } {
  const { content, draft } = withoutFactors();
  const { weights, users } = sampleContent();
  return {
    content: { ...content, weights, users },
    draft: { ...draft, model: { ...draft.model, kind: "item-cosine" } },
  };
}

const variants: [string, { content: ArtefactContent; draft: ManifestDraft }][] = [
  ["with f32 factors", { content: sampleContent(), draft: sampleDraft() }],
  ["with int8 factors", { content: int8Content(), draft: int8Draft() }],
  ["without a head", { content: { ...sampleContent(), head: undefined }, draft: { ...sampleDraft(), head: null } }],
  ["without users", { content: { ...sampleContent(), users: undefined }, draft: sampleDraft() }],
  ["of popularity alone", withoutFactors()],
  ["of weights between items", withWeightsAlone()],
  ["without an item", withoutItems()],
];

describe("prose of the items", () => {
  it("is not packed, and so does not come back", async () => {
    const content = sampleContent();
    const texts = new Map([["plot", content.items.titles.map((title) => `All about ${title}.`)]]);
    const files = await encodeArtefact({ ...content, items: { ...content.items, texts } }, sampleDraft());
    expect(files).toEqual(await encodeArtefact(content, sampleDraft()));
    expect((await decodeArtefact(readerOf(files))).items.texts.size).toBe(0);
  });
});

describe.each(variants)("an artefact %s", (_, { content, draft }) => {
  it("comes back as it went in", async () => {
    const { manifest, ...decoded } = await decodeArtefact(readerOf(await encodeArtefact(content, draft)));
    expect(comparable(decoded)).toEqual(comparable(content));
    expect(manifest).toMatchObject(draft);
    expect(manifest.columns).toEqual({
      categories: [...content.items.categories.keys()],
      numbers: [...content.items.numbers.keys()],
    });
  });

  it("comes back from bytes at any alignment", async () => {
    const files = await encodeArtefact(content, draft);
    const shifted = files.map(({ name, bytes }) => {
      const padded = new Uint8Array(bytes.length + 1);
      padded.set(bytes, 1);
      return { name, bytes: padded.subarray(1) };
    });
    expect(comparable(await decodeArtefact(readerOf(shifted)))).toEqual(comparable(content));
  });
});

describe("encodeArtefact", () => {
  it("gives the same bytes for the same input", async () => {
    const [first, second] = [
      await encodeArtefact(sampleContent(), sampleDraft()),
      await encodeArtefact(sampleContent(), sampleDraft()),
    ];
    expect(second).toEqual(first);
  });

  it("gives the same bytes whatever the order of the manifest's keys and the head's tensors", async () => {
    const draft = sampleDraft();
    const { seed, ...rest } = draft;
    const content = sampleContent();
    const head = new Map([...(content.head ?? [])].reverse());
    expect(await encodeArtefact({ ...content, head }, { seed, ...rest })).toEqual(await encodeArtefact(content, draft));
  });

  it("gives another version when only an option of the manifest differs", async () => {
    const draft = sampleDraft();
    const one = await decodeArtefact(readerOf(await encodeArtefact(sampleContent(), draft)));
    const other = await decodeArtefact(readerOf(await encodeArtefact(sampleContent(), { ...draft, seed: 43 })));
    expect(other.manifest.files).toEqual(one.manifest.files);
    expect(other.manifest.version).not.toBe(one.manifest.version);
  });

  it("puts the manifest last and the content's hash into the shard's name", async () => {
    const files = await encodeArtefact(sampleContent(), sampleDraft());
    const { manifest } = await decodeArtefact(readerOf(files));
    expect(files.map(({ name }) => name)).toEqual([
      `model-00001-of-00001-${manifest.files[0]?.sha256.slice(0, 8)}.safetensors`,
      `users-00001-of-00001-${manifest.privateFiles?.[0]?.sha256.slice(0, 8)}.safetensors`,
      "manifest.json",
    ]);
  });

  it("writes no date and no path: the manifest has exactly the keys of the format", async () => {
    const files = await encodeArtefact(sampleContent(), sampleDraft());
    const manifest = JSON.parse(new TextDecoder().decode(files.at(-1)?.bytes));
    expect(Object.keys(manifest)).toEqual([
      ...["format", "formatVersion", "name", "version", "model", "head", "seed", "data", "evaluations", "columns"],
      ...["files", "privateFiles"],
    ]);
  });

  it("keeps typed arrays of the shard as views, not copies", async () => {
    const files = await encodeArtefact(sampleContent(), sampleDraft());
    const { popularity, factors } = await decodeArtefact(readerOf(files));
    expect(popularity.buffer).toBe(files[0]?.bytes.buffer);
    expect(factors?.values.buffer).toBe(files[0]?.bytes.buffer);
  });
});
