import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { readArtefact } from "../../src/artefact/folder.ts";
import { showsUsers } from "../../src/artefact/manifest-files.ts";
import { categoryValues } from "../../src/data/items.ts";
import { readerOf, sampleContent, sampleDraft } from "./sample.ts";
import { asVersion1 } from "./tamper.ts";

/** Written by scripts/make-artefact-fixture.ts of their release and never again: the expectations here are typed by hand. */
const COMMITTED = [
  ["version-1", 1, "af8a774dfd384c7c", 1, 0],
  ["version-1-sharded", 1, "2d8e376c28b4840a", 4, 0],
  ["version-2", 2, "9334c4b4a3980b2a", 1, 1],
  ["version-2-sharded", 2, "8165a700b8622b1c", 4, 1],
] as const;

describe.each(COMMITTED)("the committed artefact %s", (name, formatVersion, version, shards, privateShards) => {
  const reading = readArtefact(fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url)));

  it("still says what it is", async () => {
    const { manifest } = await reading;
    expect([manifest.formatVersion, manifest.version]).toEqual([formatVersion, version]);
    expect([manifest.files.length, manifest.privateFiles?.length ?? 0]).toEqual([shards, privateShards]);
    expect(manifest.model).toEqual({
      kind: "implicit-als",
      options: { factors: 2, regularization: 0.01, epochs: 8, weighting: "count" },
      precision: "int8",
      factorCount: 2,
    });
    expect(manifest.evaluations[0]?.metrics).toEqual({ "ndcg@10": 0.625 });
    expect(manifest.data.note).toBe("made by hand");
  });

  it("is known to keep its users where anybody can read them, or not to", async () => {
    expect(showsUsers(await reading)).toBe(formatVersion === 1);
  });

  it("still has its items", async () => {
    const { items, popularity } = await reading;
    expect(items.itemIds.ids).toEqual(["a1", "b2", "ç3", "d4"]);
    expect(items.titles).toEqual(["Alpha", "Beta", "Gamma ✓", ""]);
    const genres = items.categories.get("genre");
    expect(genres && [0, 1, 2, 3].map((item) => categoryValues(genres, item))).toEqual([
      ["drama"],
      ["drama", "crime"],
      [],
      ["crime"],
    ]);
    expect(items.numbers.get("year")).toEqual(Float64Array.of(1994, 2001, Number.NaN, 2020));
    expect(popularity).toEqual(Float32Array.of(9, 4, 2, 1));
  });

  it("still has its factors, users and head", async () => {
    const { factors, gram, weights, users, head } = await reading;
    expect(factors).toEqual({
      precision: "int8",
      values: Int8Array.of(127, -64, 0, 127, -127, 32, 1, -1),
      scales: Float32Array.of(0.0078125, 0.015625, 0.5, 0.25),
    });
    expect(weights).toBeUndefined();
    expect(gram).toEqual(Float32Array.of(2, -0.5, -0.5, 1.25));
    expect(users?.userIds.ids).toEqual(["anna", "björn"]);
    expect(users?.histories).toEqual({
      rowCount: 2,
      columnCount: 4,
      offsets: Uint32Array.of(0, 2, 3),
      indices: Uint32Array.of(0, 3, 1),
      values: Float32Array.of(1, 0.5, 4),
    });
    expect(head?.get("dense/bias")).toEqual({ shape: [2], values: Float32Array.of(0.125, -0.125) });
    const kernel = head?.get("dense/kernel");
    expect(kernel?.shape).toEqual([160, 2]);
    expect([kernel?.values[0], kernel?.values[1], kernel?.values[319]]).toEqual([-20, -19.875, 19.875]);
  });
});

describe("an artefact that version 1 would have laid out", () => {
  it("is read with its users, and by a browser as well: that is why it is trained anew", async () => {
    const files = await asVersion1(await encodeArtefact(sampleContent(), sampleDraft()));
    for (const part of ["public", undefined] as const) {
      const artefact = await decodeArtefact(readerOf(files), { part });
      expect(artefact.manifest.formatVersion).toBe(1);
      expect(artefact.users?.userIds.ids).toEqual(sampleContent().users?.userIds.ids);
      expect(artefact.publicPart).toBeUndefined();
      expect(showsUsers(artefact)).toBe(true);
    }
  });

  it("becomes one with private files when it is packed again", async () => {
    const { manifest, ...content } = await decodeArtefact(
      readerOf(await asVersion1(await encodeArtefact(sampleContent(), sampleDraft()))),
    );
    const files = await encodeArtefact(content, manifest);
    expect(files).toEqual(await encodeArtefact(sampleContent(), sampleDraft()));
  });
});
