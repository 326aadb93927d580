import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { PACKED_MODEL_NAMES } from "../../src/node-training.ts";
import { type ArtefactDigest, artefactDigests } from "./artefact-digests.ts";
import { foldFigures } from "./fold-figures.ts";

/**
 * What every model packs and reaches, recorded, so that a change which should move neither shows when it does. After a change
 * that should, record anew with NEAREDGE_PINS=record and say in the commit what moved and why.
 */
const RECORD = fileURLToPath(new URL("pins.json", import.meta.url));
const data = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const ml100k = join(data, "ml-100k");
const withFold = existsSync(ml100k);
if (!withFold) process.stderr.write(`test/pins: figures skipped, ${ml100k} is not there; set NEAREDGE_DATA\n`);

interface Pins {
  readonly artefacts: Readonly<Record<string, ArtefactDigest>>;
  readonly figures: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const recording = process.env.NEAREDGE_PINS === "record";
if (recording && withFold) {
  const pins: Pins = { artefacts: await artefactDigests(), figures: await foldFigures(ml100k) };
  writeFileSync(RECORD, `${JSON.stringify(pins, undefined, 2)}\n`);
}
const pinned: Pins = JSON.parse(readFileSync(RECORD, "utf8"));

describe("artefacts of small data", () => {
  let digests: Pins["artefacts"] = {};
  beforeAll(async () => {
    digests = await artefactDigests();
  }, 120_000);

  it("are recorded of every model that can be packed", () => {
    expect(Object.keys(pinned.artefacts)).toEqual(PACKED_MODEL_NAMES);
  });

  it.each(PACKED_MODEL_NAMES)("have the recorded tensors: %s", (model) => {
    expect(digests[model]?.tensors).toBe(pinned.artefacts[model]?.tensors);
  });

  it.each(PACKED_MODEL_NAMES)("have the recorded files, byte for byte: %s", (model) => {
    expect(digests[model]?.files).toBe(pinned.artefacts[model]?.files);
  });
});

describe.skipIf(!withFold)("figures on the first fold of ml-100k (skipped where the data set is absent)", () => {
  let figures: Pins["figures"] = {};
  beforeAll(async () => {
    figures = await foldFigures(ml100k);
  }, 300_000);

  it.each(PACKED_MODEL_NAMES)("are the recorded ones: %s", (model) => {
    expect(figures[model]).toEqual(pinned.figures[model]);
  });
});
