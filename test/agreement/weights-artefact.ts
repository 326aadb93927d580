import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createRandom } from "../../src/random.ts";
import { initialWeights, weightsToTensors } from "../../src/rerankers/mlp/weights.ts";
import { packArtefact } from "../by-text.ts";
import { trainItemCosine } from "../models/item-cosine.ts";
import { CONTROL, decodeFiles } from "./artefacts.ts";

const HEAD = { kind: "mlp", options: {}, candidateCount: 200, hidden: [], factorCount: 0 };

/** A linear head without factors that turns the order round, a little less for popular items and shared tags. */
function turningHead() {
  const scales = { user: 1, item: 1, product: 1, popularityMean: 3, popularityDeviation: 1.25 };
  const start = initialWeights(0, HEAD.hidden, scales, createRandom(1));
  const first = { ...start.first, scalars: Float32Array.of(0.1, 0.7, 0.13, 0.31), bias: Float32Array.of(0.05) };
  return weightsToTensors({ ...start, skip: -1, first });
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
  return encodeArtefact({ ...content, users: weighed, head: turningHead() }, { ...manifest, head: HEAD });
}
