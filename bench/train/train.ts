import { temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import { installPython } from "../python.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { figure, times } from "../table.ts";
import { compareJob, SIDES, type Side, type SideResult } from "./compare.ts";
import { factorJobs, isFactorModel, type Job, passesOf, RATING_JOBS, selectJobs, wholeJobs } from "./jobs.ts";
import type { Prepared } from "./prepare.ts";
import { columnOf, metricDifference, middle, ratioOf, relativeDifference, total } from "./rounds.ts";
import { prepareSources } from "./sources.ts";

const SEED = 20_261_127;
const ROUNDS = 3;
const QUICK_EPOCHS = 2;
const MEGABYTE = 1e6;

const jobsOf = (quick: boolean): readonly Job[] => [
  ...factorJobs("gowalla", quick ? QUICK_EPOCHS : undefined),
  ...wholeJobs(quick),
  ...RATING_JOBS,
];

const UNITS: Readonly<Record<Job["unit"], string>> = {
  epoch: "one epoch",
  fit: "a fit",
  "fit and test": "fit and test of all folds",
};

/** Seconds, throughput and memory of training. */
export const trainBenchmark: Benchmark = {
  title: "Training: ours and Python packages on the same data, with the same settings and threads",
  jobs: jobsOf(false).map(({ name }) => name),
  group: ({ group }) => String(group),
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "s", text: ({ ms }) => seconds(ms) },
    { title: "CPU s", text: ({ cpuMs }) => seconds(cpuMs) },
    { title: "M/s", text: ({ perSecond }) => figure(typeof perSecond === "number" ? perSecond / 1e6 : null) },
    { title: "× peer", text: ({ ratio }) => times(ratio) },
    { title: "× peer, CPU", text: ({ cpuRatio }) => times(cpuRatio) },
    { title: "peak MB", text: ({ peakBytes }) => megabytes(peakBytes) },
    { title: "error", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, peers, data, only, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const rounds = quick ? 1 : ROUNDS;
  const folder = await temporaryFolder();
  const jobs = selectJobs(jobsOf(quick), only);
  const sources = [...new Set(jobs.map(({ source }) => source))];
  const prepared = await prepareSources(sources, { folder, data, quick, seed: SEED }, progress);
  const lightfm = jobs.some(({ peer }) => peer === "lightfm");
  const python = peers ? await installPython(progress, { lightfm }) : "left out by --no-peers";
  const rows: Row[] = [];
  for (const job of jobs) {
    const sets = prepared.get(job.source) ?? [];
    // Folds are rounds by themselves; a single data set is gone through again.
    const repeated = job.unit === "fit and test" ? sets : sets.flatMap((set) => new Array<Prepared>(rounds).fill(set));
    const results = await compareJob(job, repeated, { folder, python, seed: SEED, progress });
    rows.push(...SIDES.map((side) => rowOf(job, side, results, sets)));
  }
  return {
    versions: { ...packageVersions(["nearedge"]), ...(typeof python === "string" ? {} : python.versions) },
    settings: { quick, seed: SEED, rounds },
    rows,
  };
}

function rowOf(job: Job, side: Side, results: Record<Side, SideResult>, sets: readonly Prepared[]): Row {
  const own = results[side];
  const [ms, cpuMs] = [columnOf(own, ({ rawMs }) => rawMs), columnOf(own, ({ rawCpuMs }) => rawCpuMs)];
  const other = results.peer;
  // An epoch or a fit is one figure; the folds add up.
  const sum = job.unit === "fit and test" ? total : middle;
  const wholeMs = sum(ms);
  const trained = sets.reduce((count, { trainCount }) => count + trainCount, 0) * passesOf(job);
  return {
    group: `${job.name}, ${UNITS[job.unit]}: ${sets.map(({ name }) => name).join(", ")}`,
    job: job.name,
    variant: side === "peer" ? job.peer : side,
    model: job.model,
    size: sets[0]?.itemCount ?? 0,
    trained,
    ms: wholeMs,
    cpuMs: sum(cpuMs),
    perSecond: wholeMs === null ? null : (1000 * trained) / wholeMs,
    ratio: ratioOf(
      ms,
      columnOf(other, ({ rawMs }) => rawMs),
    ),
    cpuRatio: ratioOf(
      cpuMs,
      columnOf(other, ({ rawCpuMs }) => rawCpuMs),
    ),
    peakBytes: middle(own.rounds.map(({ peakBytes }) => peakBytes)),
    error: errorOf(job, own, other),
    rawMs: own.rounds.flatMap(({ rawMs }) => rawMs),
    rawCpuMs: own.rounds.flatMap(({ rawCpuMs }) => rawCpuMs),
    note: own.failure ?? `${job.source}, ${job.threads === 1 ? "one thread" : `${job.threads} threads`}`,
  };
}

/** The column `error` by the kind of model; docs/benchmarks.md explains it. */
function errorOf({ model, unit }: Job, own: SideResult, other: SideResult): number | null {
  if (isFactorModel(model)) return metricDifference(own, other, "ndcg");
  if (unit === "fit and test") return metricDifference(own, other, "rmse");
  return model === "pure-svd" ? relativeDifference(own, other, "energy") : own.difference;
}

function seconds(ms: unknown): string {
  return figure(typeof ms === "number" ? ms / 1000 : null);
}

function megabytes(bytes: unknown): string {
  return typeof bytes === "number" ? Math.round(bytes / MEGABYTE).toLocaleString("en-GB") : "–";
}
