import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import { INDEX_NAME, isPublicFileName } from "../../src/artefact/format.ts";
import { privateFiles, publicFiles, showsUsers } from "../../src/artefact/manifest-files.ts";
import { readSafetensors } from "../../src/artefact/safetensors.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { csrState, personalState, stateOf } from "../../src/models/state.ts";
import { readerOf, sampleContent, sampleDraft } from "./sample.ts";

/** Found nowhere but in the list of users. */
const IDS = ["zoë-who-must-not-be-seen", "yan-who-must-not-be-seen", "xu-who-must-not-be-seen"];

function contentWithIds() {
  const content = sampleContent();
  return { ...content, users: { ...content.users!, userIds: createVocabulary(IDS) } };
}

const encode = (shardLimitBytes: number) => encodeArtefact(contentWithIds(), sampleDraft(), { shardLimitBytes });
const textOf = (files: readonly EncodedFile[]) =>
  files.map(({ bytes }) => new TextDecoder("latin1").decode(bytes)).join("\n");
const isPublic = ({ name }: EncodedFile) => isPublicFileName(name);
const isPrivate = ({ name }: EncodedFile) => name.startsWith("users-");
const manifestOf = (files: readonly EncodedFile[]) => JSON.parse(new TextDecoder().decode(files.at(-1)?.bytes));

describe.each([1024, 100_000])("an artefact in shards below %d bytes", (limit) => {
  it("says nothing of users in the files that anybody may have: shards, index and manifest", async () => {
    const files = await encode(limit);
    const open = textOf(files.filter(isPublic));
    for (const id of ["must-not-be-seen", "users.ids", "users.histories"]) expect(open).not.toContain(id);
    expect(textOf(files.filter(isPrivate))).toContain("must-not-be-seen");
    expect(files.every((file) => isPublic(file) || isPrivate(file))).toBe(true);
  });

  it("gives users back when everything is read", async () => {
    const { users, publicPart } = await decodeArtefact(readerOf(await encode(limit)));
    expect(users?.userIds.ids).toEqual(IDS);
    expect(users?.histories).toEqual(sampleContent().users?.histories);
    expect(publicPart).toBeUndefined();
  });

  it("is whole without them for a reader of the public part, and private files are not asked for", async () => {
    const files = await encode(limit);
    const { users, publicPart, factors, head, weights } = await decodeArtefact(readerOf(files.filter(isPublic)), {
      part: "public",
    });
    expect(users).toBeUndefined();
    expect(publicPart).toBe(true);
    const content = sampleContent();
    expect([factors, weights, head]).toEqual([content.factors, content.weights, content.head]);
  });

  it("names its files by what may become of them", async () => {
    const files = await encode(limit);
    const manifest = manifestOf(files);
    expect([...publicFiles(manifest)].sort()).toEqual(
      files
        .filter(isPublic)
        .map(({ name }) => name)
        .sort(),
    );
    expect(publicFiles(manifest).includes(INDEX_NAME)).toBe(limit === 1024);
    expect(publicFiles(manifest).at(-1)).toBe("manifest.json");
    expect(privateFiles(manifest)).toEqual(files.filter(isPrivate).map(({ name }) => name));
    expect(showsUsers(await decodeArtefact(readerOf(files)))).toBe(false);
  });
});

describe("an artefact without users", () => {
  const content = { ...sampleContent(), users: undefined };

  it("has no private files, and is of format version 1, which it fits", async () => {
    const files = await encodeArtefact(content, sampleDraft());
    expect(files.map(({ name }) => name.slice(0, 8))).toEqual(["model-00", "manifest"]);
    expect(manifestOf(files).formatVersion).toBe(1);
    expect(manifestOf(files)).not.toHaveProperty("privateFiles");
    expect(privateFiles(manifestOf(files))).toEqual([]);
    const decoded = await decodeArtefact(readerOf(files), { part: "public" });
    expect(decoded.publicPart).toBeUndefined();
    expect(showsUsers(decoded)).toBe(false);
  });

  it("has none either when it is packed again from what was one with users", async () => {
    const { manifest, users, ...rest } = await decodeArtefact(readerOf(await encode(100_000)));
    expect(users).toBeDefined();
    const files = await encodeArtefact({ ...rest, users: undefined }, manifest);
    expect(files.map(({ name }) => name.slice(0, 8))).toEqual(["model-00", "manifest"]);
  });
});

describe("arrays of a model that are of users", () => {
  const ratings = sampleContent().users!.histories;
  const state = new Map([...stateOf({ scale: Float64Array.of(3) }), ...personalState(csrState("ratings", ratings))]);

  it("lie in private files, with users or without, and stay so when they are packed again", async () => {
    for (const { users } of [sampleContent(), { users: undefined }]) {
      const files = await encodeArtefact({ ...sampleContent(), users, state }, sampleDraft());
      const { manifest, ...again } = await decodeArtefact(readerOf(files));
      expect(again.state).toEqual(state);
      for (const shown of [files, await encodeArtefact(again, manifest)]) {
        const names = shown.filter(isPublic).filter(({ name }) => name.endsWith(".safetensors"));
        const tensors = names.flatMap(({ name, bytes }) => readSafetensors(name, bytes)).map(({ name }) => name);
        expect(tensors).toContain("model.scale");
        expect(tensors.filter((name) => name.startsWith("model.ratings"))).toEqual([]);
      }
    }
  });

  it("are missing from the public part, and nothing else is", async () => {
    const files = await encodeArtefact({ ...sampleContent(), state }, sampleDraft());
    const { state: read } = await decodeArtefact(readerOf(files.filter(isPublic)), { part: "public" });
    expect([...(read?.keys() ?? [])]).toEqual(["scale"]);
  });
});

describe("whether anybody may fetch a file", () => {
  it.each([
    ["manifest.json", true],
    ["model.safetensors.index.json", true],
    ["model-00001-of-00002-0a55571a.safetensors", true],
    ["users-00001-of-00001-0a55571a.safetensors", false],
    ["model-00001-of-00002-0a55571a.safetensors/", false],
    ["model-00001-of-00002-0a55571a.safetensors\n", false],
    ["Model-00001-of-00002-0a55571a.safetensors", false],
    ["model-00001-of-00002-0a55571a.safetensors.bak", false],
    ["x/manifest.json", false],
    ["../manifest.json", false],
    ["notes.txt", false],
    ["", false],
  ])("is decided by its name alone: %j %s", (name, expected) => {
    expect(isPublicFileName(name)).toBe(expected);
  });
});
