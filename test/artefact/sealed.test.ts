import { describe, expect, it } from "vitest";
import { decodeArtefact, type ReadFile } from "../../src/artefact/decode.ts";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { MANIFEST_NAME } from "../../src/artefact/format.ts";
import { readSealed } from "../../src/artefact/sealed.ts";
import { ArtefactError } from "../../src/errors.ts";
import { datasetFrom, trainArtefact } from "../../src/node-training.ts";
import { demoArtefactFiles } from "../chromium/demo-artefact.ts";
import { shopFiles } from "../chromium/element/shop-artefact.ts";
import { ITEM_RECORDS, interactionsOf } from "../chromium/training/data.ts";

const readerOf = (files: readonly EncodedFile[]): ReadFile => {
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  return async (name) => byName.get(name) ?? Promise.reject(new ArtefactError("missing-shard", name));
};

/** The files with one of them changed. */
const changed = (files: readonly EncodedFile[], which: RegExp, change: (bytes: Uint8Array) => Uint8Array) =>
  files.map((file) => (which.test(file.name) ? { ...file, bytes: change(file.bytes.slice()) } : file));

/** The manifest with other values, under its old seal. */
const withManifest = (files: readonly EncodedFile[], values: object) =>
  changed(files, /^manifest/, (bytes) => {
    const manifest = JSON.parse(new TextDecoder().decode(bytes));
    return new TextEncoder().encode(`${JSON.stringify({ ...manifest, ...values }, null, 2)}\n`);
  });

async function trained(model: string, options: Record<string, number | string>): Promise<readonly EncodedFile[]> {
  const data = await datasetFrom(interactionsOf("implicit"), "implicit", { items: ITEM_RECORDS });
  return (await trainArtefact(data, { model, options, head: "none" })).files;
}

describe("a sealed artefact", () => {
  it.each([
    ["implicit-als", { factors: 8, epochs: 2 }],
    ["implicit-als", { factors: 8, epochs: 2, precision: "int8" }],
    ["ease", {}],
    ["popularity", {}],
    ["multi-dae", { factors: 8, hidden: 4, epochs: 1 }],
  ] as const)("is read as decodeArtefact reads its public part: %s %j", async (model, options) => {
    const read = readerOf(await trained(model, options));
    const sealed = await readSealed(read);
    expect(sealed?.publicPart).toBe(true);
    // A vocabulary has functions of its own.
    const plain = (artefact: typeof sealed) =>
      artefact && { ...artefact, items: { ...artefact.items, itemIds: artefact.items.itemIds.ids } };
    expect(plain(sealed)).toEqual(plain(await decodeArtefact(read, { part: "public" })));
    expect(sealed?.items.itemIds.idOf(sealed.items.itemIds.indexOf("i5") ?? 0)).toBe("i5");
  });

  it("has texts and titles that are no ASCII", async () => {
    const files = await shopFiles(20, "Käse");
    const sealed = await readSealed(readerOf(files));
    expect(sealed?.manifest.name).toBe("Käse");
    expect(sealed?.texts).toEqual((await decodeArtefact(readerOf(files))).texts);
  });

  it.each([
    ["a head", async () => demoArtefactFiles()],
    ["no artefact", async () => withManifest(await shopFiles(20), { format: "something else" })],
    ["a later version", async () => withManifest(await shopFiles(20), { formatVersion: 99 })],
    ["a manifest that was changed", async () => withManifest(await shopFiles(20), { seed: 8 })],
    [
      "a manifest that is no JSON",
      async () => changed(await shopFiles(20), /^manifest/, () => new TextEncoder().encode("<html>")),
    ],
    ["a shard that was changed", async () => changed(await shopFiles(20), /^model/, (bytes) => bytes.fill(1, -9))],
    [
      "a shard that is longer",
      async () => changed(await shopFiles(20), /^model/, (bytes) => Buffer.concat([bytes, bytes])),
    ],
    ["a shard that was cut", async () => changed(await shopFiles(20), /^model/, (bytes) => bytes.subarray(0, -8))],
  ])("is not one with %s: decodeArtefact says what it is", async (_, make) => {
    expect(await readSealed(readerOf(await make()))).toBeUndefined();
  });

  it("that is not there is an error of whoever reads", async () => {
    const files = (await shopFiles(20)).filter(({ name }) => name === MANIFEST_NAME);
    await expect(readSealed(readerOf(files))).rejects.toMatchObject({ code: "missing-shard" });
    const broken = () => Promise.reject(new TypeError("no network"));
    await expect(readSealed(broken)).rejects.toMatchObject({ code: "unreadable-file" });
  });
});
