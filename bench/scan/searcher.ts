import type { Job } from "./variants.ts";
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
