import { createItemIndex, type ItemFactors } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseByRow } from "./quantise.ts";
import type { Answer, MakeSearcher } from "./searcher.ts";
import { QUERY_COUNT, queryOf } from "./workload.ts";

/** Our kernels through the public wrapper, so that its checks and copies count. */
export function searchNearEdge(form: "f32" | "int8" | "two-pass"): MakeSearcher {
  return async (workload, job, k) => {
    const { itemCount, factorCount } = workload;
    const factors: ItemFactors =
      form === "int8"
        ? { precision: "int8", ...quantiseByRow(workload.factors, factorCount) }
        : { precision: "f32", values: workload.factors };
    const scan = form === "two-pass" ? "two-pass" : "direct";
    const index = createItemIndex(await kernelModule(), { itemCount, factorCount, factors, scan });
    const filter = job === "filtered" ? workload.mask : undefined;
    const queries = Array.from({ length: QUERY_COUNT }, (_, query) => queryOf(workload, query));
    return {
      search:
        job === "batch"
          ? () => index.scanBatch(workload.queries, QUERY_COUNT, k)
          : (query) => index.scan(queries[query]!, k, { filter }),
      read: (found) => found as Answer,
    };
  };
}
