import { add, matMul, reshape, tensor1d, tensor2d, tidy, topk } from "@tensorflow/tfjs-core";
import { startBackend } from "../../src/neural/backend.node.ts";
import type { Answer, MakeSearcher } from "./searcher.ts";
import { passes, queryOf } from "./workload.ts";

/** Lower than any score, and finite: the product of an infinity with zero would be NaN. */
const FILTERED_OUT = -1e30;

/** The same as tensor operations: all scores as a product, the filter as a sum, the best by topk. */
export const searchTfjs: MakeSearcher = async (workload, job, k) => {
  if (job === "batch") throw new Error("the tfjs search takes one query at a time");
  await startBackend();
  const { factors, itemCount, factorCount, mask } = workload;
  const items = tensor2d(factors, [itemCount, factorCount]);
  const penalty = tensor1d(
    Float32Array.from({ length: itemCount }, (_, item) => (passes(mask, item) ? 0 : FILTERED_OUT)),
  );
  return {
    search: (query) => {
      const { indices, values } = tidy(() => {
        const column = tensor2d(queryOf(workload, query), [factorCount, 1]);
        const scores = reshape(matMul(items, column), [itemCount]);
        return topk(job === "filtered" ? add(scores, penalty) : scores, k);
      });
      const answer = { items: Uint32Array.from(indices.dataSync()), scores: values.dataSync() };
      indices.dispose();
      values.dispose();
      return answer;
    },
    read: (found) => found as Answer,
  };
};
