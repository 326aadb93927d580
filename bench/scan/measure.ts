import type { Role } from "../role.ts";
import { median, quantile } from "../statistics.ts";
import { type Accuracy, compareAnswer, exactScores, exactTop } from "./exact.ts";
import type { Answer, Searcher } from "./searcher.ts";
import { SEARCHERS } from "./searchers.ts";
import type { Job, SearcherName } from "./variants.ts";
import { loadWorkload, QUERY_COUNT, queryOf, type Workload } from "./workload.ts";

/** What a child process is to measure. */
export interface MeasureTask {
  readonly searcher: SearcherName;
  readonly job: Job;
  /** Where storeWorkload has put the data. */
  readonly folder: string;
  readonly itemCount: number;
  readonly factorCount: number;
  readonly k: number;
  readonly warmUpMs: number;
  readonly budgetMs: number;
  /** How many queries to compare with the exact order; 0 when another round has done so. */
  readonly checkedQueries: number;
}

/** What one process measured. */
export interface Measurement {
  /** Milliseconds of one call: median and 99th percentile. */
  readonly ms: number;
  readonly p99Ms: number;
  /** CPU time of one call in milliseconds, all threads of the process, mean: what other processes do hardly counts. */
  readonly cpuMs: number;
  readonly calls: number;
  /** Worst score error, mean overlap; undefined where nothing was checked. */
  readonly accuracy: Accuracy | undefined;
}

/** However long they take: a batch over a million items takes seconds. */
const LEAST_CALLS = 1;
const LEAST_WARM_UP_CALLS = 1;
const MOST_CALLS = 20_000;

/** The role of a child process that measures one variant once. */
export const scanRole: Role = { run: (task) => measureVariant(task as MeasureTask), end: async () => undefined };

/** Builds the searcher, checks its answers, warms it up and times it. */
async function measureVariant(task: MeasureTask): Promise<Measurement> {
  const workload = await loadWorkload(task.folder, task.itemCount, task.factorCount);
  const searcher = await SEARCHERS[task.searcher](workload, task.job, task.k);
  const accuracy = task.checkedQueries === 0 ? undefined : checkAccuracy(searcher, workload, task);
  timeCalls(searcher, task.warmUpMs, LEAST_WARM_UP_CALLS);
  const cpuBefore = process.cpuUsage();
  const times = timeCalls(searcher, task.budgetMs, LEAST_CALLS);
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuMs = (user + system) / 1000 / times.length;
  return { ms: median(times), p99Ms: quantile(times, 0.99), cpuMs, calls: times.length, accuracy };
}

/** Calls until the budget is spent, query after query, and returns the milliseconds of each call. */
function timeCalls(searcher: Searcher, budgetMs: number, leastCalls: number): number[] {
  const times: number[] = [];
  const begin = performance.now();
  let now = begin;
  while ((now - begin < budgetMs || times.length < leastCalls) && times.length < MOST_CALLS) {
    searcher.search(times.length % QUERY_COUNT);
    const after = performance.now();
    times.push(after - now);
    now = after;
  }
  return times;
}

/** Compares the first queries' answers with brute force: mean overlap, worst score error. */
function checkAccuracy(searcher: Searcher, workload: Workload, task: MeasureTask): Accuracy {
  const { job, k, checkedQueries } = task;
  const mask = job === "filtered" ? workload.mask : undefined;
  const all = job === "batch" ? searcher.read(searcher.search(0)) : undefined;
  const rowOf = (query: number): Answer => {
    if (all === undefined) return searcher.read(searcher.search(query));
    const [start, end] = [query * k, (query + 1) * k];
    return { items: all.items.slice(start, end), scores: all.scores.slice(start, end) };
  };
  let [overlap, scoreError, sameOrder] = [0, 0, true];
  for (let query = 0; query < checkedQueries; query++) {
    const scores = exactScores(workload, queryOf(workload, query));
    const accuracy = compareAnswer(rowOf(query), exactTop(scores, k, mask), scores, mask);
    overlap += accuracy.overlap / checkedQueries;
    scoreError = Math.max(scoreError, accuracy.scoreError);
    sameOrder &&= accuracy.sameOrder;
  }
  return { overlap, scoreError, sameOrder };
}
