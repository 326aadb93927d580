import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { ARTEFACT_ERROR_CODES } from "../../src/artefact/failure.ts";
import { ArtefactError } from "../../src/errors.ts";
import { containerMalformations } from "./malformations/container.ts";
import { contentMalformations } from "./malformations/content.ts";
import { manifestMalformations } from "./malformations/manifest.ts";
import { readerOf } from "./sample.ts";
import { validList, withManifestText } from "./tamper.ts";

const malformations = [...manifestMalformations, ...containerMalformations, ...contentMalformations];

describe("decodeArtefact", () => {
  it("accepts the artefact that the malformations start from", async () => {
    const { manifest } = await decodeArtefact(readerOf(await validList()));
    expect(manifest.data.items).toBe(5);
  });

  it.each(malformations)("throws %s for %s", async (code, _, files) => {
    const decoding = decodeArtefact(readerOf(await files()));
    await expect(decoding).rejects.toBeInstanceOf(ArtefactError);
    await expect(decoding).rejects.toMatchObject({ code });
  });

  it("names the path, what was expected and what came", async () => {
    const decoding = decodeArtefact(
      readerOf(
        await withManifestText((text) =>
          text.replace('"users": 3,\n      "metrics"', '"users": "many",\n      "metrics"'),
        ),
      ),
    );
    await expect(decoding).rejects.toThrow(
      /^manifest\.json: evaluations\[0\]\.users: expected an integer .*, got "many"$/,
    );
  });

  it("has a malformation here for every code that decoding can throw", () => {
    const elsewhere = [
      ...["no-web-crypto", "text-not-unicode", "model-tensor-name", "head-tensor-name", "row-exceeds-shard"],
      ...["missing-folder", "missing-manifest", "missing-shard", "target-not-an-artefact", "write-failed"],
    ];
    const seen = new Set([...malformations.map(([code]) => code), ...elsewhere]);
    expect([...seen].sort()).toEqual([...ARTEFACT_ERROR_CODES].sort());
  });
});
