import { describe, expect, it, vi } from "vitest";
import { encodeArtefact, type ManifestDraft } from "../../src/artefact/encode.ts";
import type { ArtefactContent } from "../../src/artefact/pack.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { ArtefactError } from "../../src/errors.ts";
import { int8Content, sampleContent, sampleDraft } from "./sample.ts";

const content = sampleContent();
const draft = sampleDraft();

const refusals: [code: string, what: string, content: ArtefactContent, draft: ManifestDraft][] = [
  [
    "manifest-field",
    "a metric that is not a number",
    content,
    { ...draft, evaluations: [{ ...draft.evaluations[0]!, metrics: { rmse: Number.NaN } }] },
  ],
  ["manifest-field", "a seed that is no integer", content, { ...draft, seed: 0.5 }],
  [
    "text-not-unicode",
    "half a surrogate pair in a title",
    { ...content, items: { ...content.items, titles: ["\ud83d", "", "", "", ""] } },
    draft,
  ],
  ["count-mismatch", "a title missing", { ...content, items: { ...content.items, titles: ["", "", "", ""] } }, draft],
  ["count-mismatch", "more items than the manifest says", content, { ...draft, data: { ...draft.data, items: 6 } }],
  [
    "id-too-long",
    "an id of 1,026 bytes in 342 characters",
    { ...content, users: { ...content.users!, userIds: createVocabulary(["a", "b", "日".repeat(342)]) } },
    draft,
  ],
  [
    "model-tensor-name",
    "an array of a model that is named like a part",
    { ...content, state: new Map([["w.part-00001", { shape: [1], values: Float32Array.of(1) }]]) },
    draft,
  ],
  [
    "non-finite-value",
    "an array of a model with a value that is not a number",
    { ...content, state: new Map([["w", { shape: [1], values: Float64Array.of(Number.NaN) }]]) },
    draft,
  ],
  [
    "head-tensor-name",
    "a head tensor that is named like a part",
    { ...content, head: new Map([["w.part-00001", { shape: [1], values: Float32Array.of(1) }]]) },
    draft,
  ],
  [
    "tensor-size",
    "a head tensor whose shape does not fit",
    { ...content, head: new Map([["w", { shape: [2], values: Float32Array.of(1) }]]) },
    draft,
  ],
  [
    "tensor-size",
    "factors that are no whole rows",
    { ...content, factors: { precision: "f32", values: new Float32Array(9) } },
    draft,
  ],
  [
    "tensor-size",
    "factors where the manifest says that there are none",
    content,
    { ...draft, model: { ...draft.model, factorCount: 0 } },
  ],
  ["missing-tensor", "no Gram matrix", { ...content, gram: undefined }, draft],
  ["missing-tensor", "a head in the manifest alone", { ...content, head: undefined }, draft],
  ["unexpected-tensor", "a head that the manifest does not name", content, { ...draft, head: null }],
  ["tensor-dtype", "int8 factors where the manifest says f32", int8Content(), draft],
  [
    "non-finite-value",
    "factors that have diverged",
    { ...content, factors: { precision: "f32", values: new Float32Array(10).fill(Number.NaN) } },
    draft,
  ],
];

describe("encodeArtefact", () => {
  it.each(refusals)(
    "throws %s for %s, so that nothing is written that could not be read",
    async (code, _, bad, badDraft) => {
      const encoding = encodeArtefact(bad, badDraft);
      await expect(encoding).rejects.toBeInstanceOf(ArtefactError);
      await expect(encoding).rejects.toMatchObject({ code });
    },
  );

  it("takes an id of exactly 1,024 bytes", async () => {
    const userIds = createVocabulary(["a", "b", `${"日".repeat(341)}x`]);
    await expect(encodeArtefact({ ...content, users: { ...content.users!, userIds } }, draft)).resolves.toHaveLength(3);
  });

  it("says what to do where the platform has no Web Crypto", async () => {
    vi.stubGlobal("crypto", {});
    await expect(encodeArtefact(content, draft)).rejects.toMatchObject({ code: "no-web-crypto" });
    vi.unstubAllGlobals();
    await expect(encodeArtefact(content, draft)).resolves.toHaveLength(3);
  });
});
