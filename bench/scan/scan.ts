import { runInChild, temporaryFolder } from "../children.ts";
import { installPeers, packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median, orderOfRound } from "../statistics.ts";
import { figure, times } from "../table.ts";
import type { Measurement, MeasureTask } from "./measure.ts";
import { needsPeers, PEER_OF, VARIANTS, type Variant } from "./variants.ts";
import { makeWorkload, QUERY_COUNT, storeWorkload } from "./workload.ts";

interface Plan {
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly budgetMs: number;
  readonly checkedQueries: number;
}

const FULL: Plan = {
  sizes: [10_000, 100_000, 1_000_000],
  rounds: 5,
  warmUpMs: 300,
  budgetMs: 1000,
  checkedQueries: 16,
};
const QUICK: Plan = { sizes: [2000], rounds: 1, warmUpMs: 20, budgetMs: 50, checkedQueries: 4 };

const FACTOR_COUNT = 64;
const K = 100;
const SEED = 20_261_123;
/** No child takes longer, a million items on a busy machine included. */
const CHILD_LIMIT_MS = 300_000;

/** Exact search of a whole catalogue for the 100 best items of a query. */
export const scanBenchmark: Benchmark = {
  title: `Exact search for the ${K} best of N items × ${FACTOR_COUNT} factors`,
  group: (row) => `${JOB_TITLES[row.job as Variant["job"]]}, ${row.size.toLocaleString("en-GB")} items`,
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "ms", text: ({ ms }) => figure(ms) },
    { title: "CPU ms", text: ({ cpuMs }) => figure(cpuMs) },
    { title: "× peer", text: ({ ratio }) => times(ratio) },
    { title: "× peer, CPU", text: ({ cpuRatio }) => times(cpuRatio) },
    { title: `overlap@${K}`, text: ({ overlap }) => (typeof overlap === "number" ? overlap.toFixed(4) : "–") },
    { title: "score error", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

const JOB_TITLES: Readonly<Record<Variant["job"], string>> = {
  filtered: "One query, half of the items filtered out",
  unfiltered: "One query, no filter",
  batch: `${QUERY_COUNT} queries in one call, no filter`,
};

async function run(options: RunOptions): ReturnType<Benchmark["run"]> {
  const plan = options.quick ? QUICK : FULL;
  const missing = options.peers ? await installPeers(options.progress) : "left out by --no-peers";
  const rows: Row[] = [];
  for (const size of plan.sizes) rows.push(...(await measureSize(size, plan, missing, options.progress)));
  return {
    versions: packageVersions(["nearedge", "@tensorflow/tfjs-backend-wasm", "usearch"]),
    settings: { quick: options.quick, seed: SEED, k: K, factorCount: FACTOR_COUNT, ...plan },
    rows,
  };
}

/** Measures all variants of one size. `missing` says why the peers cannot run; undefined when they can. */
async function measureSize(
  size: number,
  plan: Plan,
  missing: string | undefined,
  progress: RunOptions["progress"],
): Promise<Row[]> {
  const folder = await temporaryFolder();
  await storeWorkload(folder, makeWorkload(size, FACTOR_COUNT, SEED));
  const measured = new Map<Variant, Measurement[]>(VARIANTS.map((variant) => [variant, []]));
  const failures = new Map<Variant, string>();
  for (const variant of VARIANTS) if (missing !== undefined && needsPeers(variant)) failures.set(variant, missing);
  for (let round = 0; round < plan.rounds; round++) {
    for (const variant of orderOfRound(VARIANTS, round)) {
      if (failures.has(variant)) continue;
      progress(`${size} items, round ${round + 1} of ${plan.rounds}: ${variant.job}, ${variant.searcher}`);
      try {
        measured.get(variant)?.push(await measureOnce(variant, size, folder, plan, round));
      } catch (error) {
        failures.set(variant, `failed: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  return VARIANTS.map((variant) => {
    const failure = failures.get(variant);
    if (failure !== undefined) return rowWithout(variant, size, failure);
    const peer = VARIANTS.find(({ job, searcher }) => job === variant.job && searcher === PEER_OF[job]);
    const peerRounds = peer !== undefined && !failures.has(peer) ? (measured.get(peer) ?? []) : [];
    return rowOf(variant, size, measured.get(variant) ?? [], peerRounds);
  });
}

function measureOnce(
  { searcher, job }: Variant,
  itemCount: number,
  folder: string,
  plan: Plan,
  round: number,
): Promise<Measurement> {
  const { warmUpMs, budgetMs } = plan;
  // Answers do not change from round to round: the first one checks them.
  const checkedQueries = round === 0 ? plan.checkedQueries : 0;
  const task: MeasureTask = {
    searcher,
    job,
    folder,
    itemCount,
    factorCount: FACTOR_COUNT,
    k: K,
    warmUpMs,
    budgetMs,
    checkedQueries,
  };
  return runInChild<Measurement>("scan", task, CHILD_LIMIT_MS);
}

function rowOf(variant: Variant, size: number, rounds: readonly Measurement[], peer: readonly Measurement[]): Row {
  const accuracy = rounds[0]?.accuracy;
  if (accuracy === undefined) throw new Error(`${variant.searcher}: expected the first round to check the answers`);
  const column = (of: (one: Measurement) => number): number[] => rounds.map(of);
  // Round by round, since both ran in the same minute: what slows a round down slows both.
  const ratioOf = (of: (one: Measurement) => number): number | null =>
    peer.length === rounds.length ? median(rounds.map((own, round) => of(peer[round]!) / of(own))) : null;
  return {
    variant: variant.searcher,
    job: variant.job,
    size,
    ms: median(column(({ ms }) => ms)),
    p99Ms: median(column(({ p99Ms }) => p99Ms)),
    cpuMs: median(column(({ cpuMs }) => cpuMs)),
    peer: PEER_OF[variant.job],
    ratio: ratioOf(({ ms }) => ms),
    cpuRatio: ratioOf(({ cpuMs }) => cpuMs),
    overlap: accuracy.overlap,
    error: accuracy.scoreError,
    sameOrder: accuracy.sameOrder,
    calls: column(({ calls }) => calls),
    rawMs: column(({ ms }) => ms),
    rawCpuMs: column(({ cpuMs }) => cpuMs),
    note: variant.note,
  };
}

function rowWithout({ searcher, job }: Variant, size: number, note: string): Row {
  return {
    variant: searcher,
    job,
    size,
    ms: null,
    p99Ms: null,
    cpuMs: null,
    peer: PEER_OF[job],
    ratio: null,
    cpuRatio: null,
    overlap: null,
    error: null,
    sameOrder: null,
    calls: [],
    rawMs: [],
    rawCpuMs: [],
    note,
  };
}
