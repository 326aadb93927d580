import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { showsUsers } from "../../src/artefact/manifest-files.ts";
import { checkSampledFigures } from "../../src/artefact/sampled-figures.ts";
import { readerOf, sampleContent, sampleDraft } from "./sample.ts";
import { asVersion1 } from "./tamper.ts";

const evaluation = {
  subject: "retrieval",
  protocol: "hold-out per user:0.1",
  part: "validation",
  users: 20_000,
  metrics: { "ndcg@10": 0.31, "coverage@10": 0.5 },
  sampledFrom: 138_493,
  standardErrors: { "ndcg@10": 0.0012 },
} as const;
const draft = { ...sampleDraft(), evaluations: [evaluation] };

describe("an artefact with figures on a sample of users", () => {
  it("is of format version 3, with its users in private files", async () => {
    const decoded = await decodeArtefact(readerOf(await encodeArtefact(sampleContent(), draft)));
    expect(decoded.manifest).toMatchObject({ formatVersion: 3, evaluations: [evaluation] });
    expect(decoded.manifest.privateFiles).toHaveLength(1);
    expect(showsUsers(decoded)).toBe(false);
  });

  it("needs no private files where it has no users", async () => {
    const { manifest, users } = await decodeArtefact(
      readerOf(await encodeArtefact({ ...sampleContent(), users: undefined }, draft)),
    );
    expect([manifest.formatVersion, manifest.privateFiles, users]).toEqual([3, undefined, undefined]);
  });

  it("is refused with users where anybody can read them, though it has no private files", async () => {
    const files = await asVersion1(await encodeArtefact(sampleContent(), draft));
    await expect(decodeArtefact(readerOf(files))).rejects.toMatchObject({ code: "tensor-place" });
  });

  it("is not written when its figures contradict each other", async () => {
    const evaluations = [{ ...evaluation, sampledFrom: 20_000 }];
    await expect(encodeArtefact(sampleContent(), { ...draft, evaluations })).rejects.toThrow(
      "manifest.json: evaluations[0].sampledFrom: expected more than the 20000 users of the sample, got 20000",
    );
  });

  it.each([
    [1, evaluation, "sampledFrom: expected no such key in format version 1"],
    [2, { ...evaluation, sampledFrom: undefined }, "standardErrors: expected no such key in format version 2"],
    [3, { ...evaluation, sampledFrom: undefined }, "sampledFrom: expected more than the 20000 users of the sample"],
    [
      3,
      { ...evaluation, standardErrors: undefined },
      "standardErrors: expected an object beside sampledFrom, got none",
    ],
    [3, { ...evaluation, standardErrors: { rmse: 1 } }, 'standardErrors: expected names of its metrics, got "rmse"'],
  ] as const)(
    "is refused in format version %i where something of it is missing or too early",
    (formatVersion, one, fault) => {
      const check = () => checkSampledFigures({ formatVersion, evaluations: [one] });
      expect(check).toThrow(`manifest.json: evaluations[0].${fault}`);
    },
  );
});
