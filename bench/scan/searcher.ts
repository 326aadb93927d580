import { searchJavaScript } from "./javascript-search.ts";
import { searchNearEdge } from "./nearedge-search.ts";
import { searchTfjs } from "./tfjs-search.ts";
import { searchUsearch } from "./usearch-search.ts";
import type { Job, SearcherName } from "./variants.ts";
import type { Workload } from "./workload.ts";

/** The best items of one or more queries, row-major queries × k, best first. */
export interface Answer {
  readonly items: Uint32Array;
  readonly scores: Float32Array;
}

/** A search that is ready to run: its index is built and lies where it wants it. */
export interface Searcher {
  /** Searches for this query, or for all queries of the workload where the job is a batch. This is what is timed. */
  search(query: number): unknown;
  /** Turns what `search` returned into an answer. Not timed. */
  read(found: unknown): Answer;
}

/** Makes a searcher for a job. */
export type MakeSearcher = (workload: Workload, job: Job, k: number) => Promise<Searcher>;

export const SEARCHERS: Readonly<Record<SearcherName, MakeSearcher>> = {
  "nearedge f32": searchNearEdge("f32"),
  "nearedge int8": searchNearEdge("int8"),
  "nearedge two-pass": searchNearEdge("two-pass"),
  "javascript f32": searchJavaScript,
  "tfjs-wasm f32": searchTfjs,
  "usearch f32": searchUsearch("f32"),
  "usearch int8": searchUsearch("int8"),
};
