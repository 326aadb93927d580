import { loadUsearch, type UsearchMatches } from "../peers.ts";
import { quantiseAll } from "./quantise.ts";
import type { MakeSearcher } from "./searcher.ts";
import { QUERY_COUNT, queryOf } from "./workload.ts";

/** Its own threads would be compared with our one. */
const THREADS = 1;

/** The exact search of usearch, native code, by inner product. Its distance is 1 − score. */
export function searchUsearch(precision: "f32" | "int8"): MakeSearcher {
  return async (workload, job, k) => {
    const { exactSearch } = loadUsearch();
    const { factors, factorCount } = workload;
    const items = precision === "f32" ? { values: factors, scale: 1 } : quantiseAll(factors);
    const numbers = job === "batch" ? [0] : Array.from({ length: QUERY_COUNT }, (_, query) => query);
    const queries = numbers.map((query) => {
      const own = job === "batch" ? workload.queries : queryOf(workload, query);
      return precision === "f32" ? { values: own, scale: 1 } : quantiseAll(own);
    });
    let scale = 1;
    return {
      search: (query) => {
        const own = queries[job === "batch" ? 0 : query]!;
        scale = items.scale * own.scale;
        return exactSearch(items.values, own.values, factorCount, k, "ip", THREADS);
      },
      read: (found) => {
        const { keys, distances } = found as UsearchMatches;
        return {
          items: Uint32Array.from(keys, Number),
          scores: distances.map((distance) => (1 - distance) * scale),
        };
      },
    };
  };
}
