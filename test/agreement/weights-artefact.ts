import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import type { HeadWeights } from "../../src/rerankers/mlp/weights.ts";
import { packArtefact } from "../by-text.ts";
import { trainItemCosine } from "../models/item-cosine.ts";
import { withUntrainedHead } from "../rerankers/untrained-head.ts";
import { CONTROL, decodeFiles } from "./artefacts.ts";

/** A linear head that turns the order round, a little less for popular items and shared categories. */
function turningHead(weights: HeadWeights, names: readonly string[]): HeadWeights {
  const chosen = new Map([
    ["slim.score", 0.1],
    ["slim.rank", 0.7],
    ["popularity", 0.13],
    ["tags.history", 0.31],
  ]);
  const kernel = Float32Array.from(names, (name) => chosen.get(name) ?? 0);
  const layers = weights.layers.map((layer) => ({ ...layer, kernel, bias: Float32Array.of(0.05) }));
  return { ...weights, skip: -1, layers };
}

/**
 * The built-in catalogue by weights between items: rows cut to 30 entries, histories weighted as if by ratings, and a head
 * behind them.
 */
export async function weightsArtefact(): Promise<readonly EncodedFile[]> {
  const request = { model: "slim", set: { keep: "30" }, head: "none", name: undefined, users: true };
  const { files } = await packArtefact(trainItemCosine, await openDataset("builtin:catalogue"), request, CONTROL);
  const { manifest, ...content } = await decodeFiles(files);
  const { weights, users } = content;
  if (!weights || !users) throw new Error("the artefact has weights and users");
  // Weights with a long fraction, so that every product is rounded.
  const values = users.histories.values.map((_, entry) => Math.log1p(1 + (entry % 5)) / 3);
  const weighed = { ...users, histories: { ...users.histories, values } };
  const headed = await withUntrainedHead({ ...content, users: weighed }, "slim", { hidden: [], change: turningHead });
  return encodeArtefact(headed.content, { ...manifest, head: headed.head });
}
