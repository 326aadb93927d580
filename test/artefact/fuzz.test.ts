import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import { INDEX_NAME } from "../../src/artefact/format.ts";
import { ArtefactError } from "../../src/errors.ts";
import { readerOf, sampleContent, sampleDraft } from "./sample.ts";
import { sealed, validFiles, validList } from "./tamper.ts";

/** A place in one of the files that decoding reads (the index is for other readers). */
async function places(files: readonly EncodedFile[]) {
  const read = files.filter(({ name }) => name !== INDEX_NAME);
  return fc.constantFrom(...read).chain((file) => {
    return fc.record({ name: fc.constant(file.name), byte: fc.nat(file.bytes.length - 1), bit: fc.nat(7) });
  });
}

function altered(
  files: readonly EncodedFile[],
  name: string,
  change: (bytes: Uint8Array) => Uint8Array,
): EncodedFile[] {
  return files.map((file) => (file.name === name ? { name, bytes: change(file.bytes) } : file));
}

function flip(bytes: Uint8Array, byte: number, bit: number): Uint8Array {
  return bytes.with(byte, bytes[byte]! ^ (1 << bit));
}

describe.each([
  ["in one shard", validList],
  ["in many shards", () => encodeArtefact(sampleContent(), sampleDraft(), { shardLimitBytes: 1024 })],
])("an artefact %s", (_, makeFiles) => {
  it("is refused with an ArtefactError after any flipped bit", async () => {
    const files = await makeFiles();
    await fc.assert(
      fc.asyncProperty(await places(files), async ({ name, byte, bit }) => {
        const damaged = altered(files, name, (bytes) => flip(bytes, byte, bit));
        await expect(decodeArtefact(readerOf(damaged))).rejects.toBeInstanceOf(ArtefactError);
      }),
      { numRuns: 400 },
    );
  });

  it("is refused with an ArtefactError after any truncation", async () => {
    const files = await makeFiles();
    await fc.assert(
      fc.asyncProperty(await places(files), async ({ name, byte }) => {
        const damaged = altered(files, name, (bytes) => bytes.subarray(0, byte));
        await expect(decodeArtefact(readerOf(damaged))).rejects.toBeInstanceOf(ArtefactError);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a manifest", () => {
  it("is refused after each of its bits flipped, one by one", async () => {
    const files = await validList();
    const manifest = files[1]!;
    for (let place = 0; place < manifest.bytes.length * 8; place++) {
      const damaged = altered(files, manifest.name, (bytes) => flip(bytes, place >> 3, place & 7));
      const outcome = await decodeArtefact(readerOf(damaged)).catch((error: unknown) => error);
      expect(outcome, `bit ${place & 7} of byte ${place >> 3}`).toBeInstanceOf(ArtefactError);
    }
  });
});

describe("a shard whose checksum was made to fit", () => {
  it("is read or refused with an ArtefactError, whatever bytes its header has", async () => {
    const { shard, manifest } = await validFiles();
    const headerBytes = 8 + Number(new DataView(shard.bytes.buffer).getBigUint64(0, true));
    const edits = fc.array(fc.record({ place: fc.nat(headerBytes - 1), value: fc.nat(255) }), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const bytes = shard.bytes.slice();
        for (const { place, value } of list) bytes[place] = value;
        await decodesOrRefuses(await sealed(manifest, bytes));
      }),
      { numRuns: 500 },
    );
  });

  it("is read or refused with an ArtefactError, whatever its data says", async () => {
    const { shard, manifest } = await validFiles();
    const headerBytes = 8 + Number(new DataView(shard.bytes.buffer).getBigUint64(0, true));
    const edit = fc.record({
      place: fc.integer({ min: headerBytes, max: shard.bytes.length - 1 }),
      value: fc.nat(255),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ place, value }) => {
        await decodesOrRefuses(await sealed(manifest, shard.bytes.with(place, value)));
      }),
      { numRuns: 500 },
    );
  });
});

async function decodesOrRefuses(files: readonly EncodedFile[]): Promise<void> {
  const outcome = await decodeArtefact(readerOf(files)).catch((error: unknown) => error);
  if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ArtefactError);
}
