import type { ImportKind } from "./kind.ts";

/** Item vectors of anybody: a matrix, and a bias an item where there is one. How a user becomes a vector no file says. */
export const dotVectors: ImportKind = {
  name: "dot",
  reads: "a matrix of item vectors in .npy, .npz, .safetensors or .parquet (a column of ids and one of lists)",
  needs:
    "--fold-in mean, ridge (with --set regularization=…) or none; --item-ids, but for Parquet with ids; --tensor among several",
  takes: ["tensor", "bias", "foldIn", "normalise"],
  settings: ["regularization"],
  open: async (request) => (await import("./open-dot.ts")).open(request),
};
