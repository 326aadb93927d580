import type { HeadExamples } from "../examples.ts";
import type { TrainedReranker } from "../trainable-reranker.ts";
import { judgeCandidates } from "../validation.ts";
import { judgeWeights } from "./judge-weights.ts";
import { meanWeights } from "./mean-weights.ts";
import { type HeadWeights, weightsFromTensors, weightsToTensors } from "./weights.ts";

/**
 * The mean of a head without hidden layers and one with a hidden layer, both trained on these examples, judged as they were; the
 * WASM backend must have been started. Its options are those of the second, with the best epoch of the first beside them.
 */
export function meanHead(
  kind: string,
  examples: HeadExamples,
  flat: TrainedReranker,
  deep: TrainedReranker,
): TrainedReranker {
  const weights = meanWeights(weightsOf(flat), weightsOf(deep));
  const retrieval = judgeCandidates(examples, undefined);
  const quality = judgeWeights(examples, weights);
  return {
    manifest: {
      ...deep.manifest,
      kind,
      options: { ...deep.manifest.options, linearBestEpoch: flat.manifest.options.bestEpoch ?? 0 },
      hidden: weights.layers.slice(0, -1).map(({ width }) => width),
      validation: { ...deep.manifest.validation, head: quality.metrics },
    },
    weights: weightsToTensors(weights),
    gains: quality.ndcg.map((value, list) => value - (retrieval.ndcg[list] ?? 0)),
  };
}

function weightsOf({ weights, manifest: { hidden, features } }: TrainedReranker): HeadWeights {
  return weightsFromTensors(weights, hidden, features.length);
}
