/** What is asked: one query with a filter, one query without, or all queries of the workload in one call. */
export type Job = "filtered" | "unfiltered" | "batch";

/** Who searches, and on numbers of which precision. */
export type SearcherName =
  | "nearedge f32"
  | "nearedge int8"
  | "nearedge two-pass"
  | "javascript f32"
  | "tfjs-wasm f32"
  | "usearch f32"
  | "usearch int8";

export interface Variant {
  readonly job: Job;
  readonly searcher: SearcherName;
  /** What a reader must know to compare fairly; empty where there is nothing to say. */
  readonly note: string;
}

/** Searchers that need the packages of bench/peers. */
export function needsPeers({ searcher }: Variant): boolean {
  return searcher.startsWith("usearch");
}

/** The searcher that the others of a job are compared with. */
export const PEER_OF: Readonly<Record<Job, SearcherName>> = {
  filtered: "javascript f32",
  unfiltered: "usearch f32",
  batch: "usearch f32",
};

const NO_FILTER = "native; its JavaScript API takes no filter";
const ONE_SCALE = "native; int8 with one scale for all items, as its API has none by row";

export const VARIANTS: readonly Variant[] = [
  { job: "filtered", searcher: "nearedge f32", note: "" },
  { job: "filtered", searcher: "nearedge int8", note: "" },
  { job: "filtered", searcher: "nearedge two-pass", note: "" },
  { job: "filtered", searcher: "javascript f32", note: "filter first, four sums, typed-array heap" },
  { job: "filtered", searcher: "tfjs-wasm f32", note: "matMul, filter added as -1e30, topk; one thread" },
  { job: "unfiltered", searcher: "nearedge f32", note: "" },
  { job: "unfiltered", searcher: "nearedge int8", note: "" },
  { job: "unfiltered", searcher: "nearedge two-pass", note: "" },
  { job: "unfiltered", searcher: "usearch f32", note: NO_FILTER },
  { job: "unfiltered", searcher: "usearch int8", note: ONE_SCALE },
  { job: "batch", searcher: "nearedge f32", note: "" },
  { job: "batch", searcher: "nearedge int8", note: "" },
  { job: "batch", searcher: "usearch f32", note: NO_FILTER },
  { job: "batch", searcher: "usearch int8", note: ONE_SCALE },
];
