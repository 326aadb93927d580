import { ArtefactError } from "../errors.ts";

/** Every code that an ArtefactError of this room can carry; docs/artefact.md explains each. */
export const ARTEFACT_ERROR_CODES = [
  // manifest.json
  "unreadable-file",
  "manifest-too-large",
  "manifest-not-json",
  "not-an-artefact",
  "unsupported-format-version",
  "manifest-field",
  "manifest-checksum",
  "file-name",
  // a shard as a file
  "shard-length",
  "shard-checksum",
  "no-web-crypto",
  // a shard as a safetensors container
  "shard-truncated",
  "header-too-large",
  "header-not-json",
  "header-field",
  "unknown-dtype",
  "offsets-outside-data",
  "tensors-overlap",
  "data-hole",
  "tensor-size",
  // the tensors together
  "duplicate-tensor",
  "tensor-parts",
  "missing-tensor",
  "unexpected-tensor",
  "tensor-place",
  "tensor-dtype",
  "tensor-rank",
  "count-mismatch",
  // values of the tensors
  "offsets-not-monotone",
  "invalid-utf8",
  "id-too-long",
  "duplicate-id",
  "duplicate-category",
  "code-outside-dictionary",
  "codes-not-ascending",
  "item-outside-catalogue",
  "history-not-ascending",
  "history-repeats-item",
  "weights-not-ascending",
  "pairs-repeat-item",
  "non-finite-value",
  "negative-value",
  "gram-not-symmetric",
  // writing
  "text-not-unicode",
  "model-tensor-name",
  "head-tensor-name",
  "row-exceeds-shard",
  // folders
  "missing-folder",
  "missing-manifest",
  "missing-shard",
  "target-not-an-artefact",
  "write-failed",
] as const;

export type ArtefactErrorCode = (typeof ARTEFACT_ERROR_CODES)[number];

/** Throws an ArtefactError with a code of the list above. */
export function fail(code: ArtefactErrorCode, message: string, cause?: unknown): never {
  throw new ArtefactError(code, message, cause === undefined ? undefined : { cause });
}
