import { temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import { installPython } from "../python.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { compareJob, K, SIDES, type Side, type SideResult } from "../train/compare.ts";
import { factorJobs, isFactorModel, type Job, RATING_JOBS, selectJobs } from "../train/jobs.ts";
import type { Prepared } from "../train/prepare.ts";
import { columnOf, meanMetric, metricDifference, total } from "../train/rounds.ts";
import { prepareSources } from "../train/sources.ts";

const SEED = 20_261_128;
const EPOCHS = 15;
const QUICK_EPOCHS = 2;

const jobsOf = (epochs: number): readonly Job[] => [
  ...RATING_JOBS,
  ...factorJobs("ml-100k random", epochs).filter(({ name }) => name === "implicit-als"),
];

/** How good the same model with the same settings is, here and elsewhere. */
export const qualityBenchmark: Benchmark = {
  title: "Quality: ours and Python packages on the same folds, with the same settings",
  jobs: jobsOf(EPOCHS).map(({ name }) => name),
  group: ({ group }) => String(group),
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "RMSE", text: ({ rmse }) => decimals(rmse) },
    { title: `precision@${K}`, text: ({ precision }) => decimals(precision) },
    { title: `nDCG@${K}`, text: ({ ndcg }) => decimals(ndcg) },
    { title: "error", text: ({ error }) => decimals(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, peers, data, only, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const folder = await temporaryFolder();
  const epochs = quick ? QUICK_EPOCHS : EPOCHS;
  const jobs = selectJobs(jobsOf(epochs), only);
  const sources = [...new Set(jobs.map(({ source }) => source))];
  const prepared = await prepareSources(sources, { folder, data, quick, seed: SEED }, progress);
  const python = peers ? await installPython(progress) : "left out by --no-peers";
  const rows: Row[] = [];
  for (const job of jobs) {
    const sets = prepared.get(job.source) ?? [];
    const results = await compareJob(job, sets, { folder, python, seed: SEED, progress });
    rows.push(...SIDES.map((side) => rowOf(job, side, results, sets)));
  }
  return {
    versions: { ...packageVersions(["nearedge"]), ...(typeof python === "string" ? {} : python.versions) },
    settings: { quick, seed: SEED, k: K, epochs },
    rows,
  };
}

function rowOf(job: Job, side: Side, results: Record<Side, SideResult>, sets: readonly Prepared[]): Row {
  const own = results[side];
  const name = isFactorModel(job.model) ? "ndcg" : "rmse";
  const ms = columnOf(own, ({ rawMs }) => rawMs);
  return {
    group: `${job.model}, ${job.source}: ${sets.map((set) => set.name).join(", ")}`,
    variant: side === "peer" ? job.peer : side,
    job: job.name,
    model: job.model,
    size: sets[0]?.itemCount ?? 0,
    ms: total(ms),
    rawMs: ms,
    rmse: meanMetric(own, "rmse"),
    precision: meanMetric(own, "precision"),
    ndcg: meanMetric(own, "ndcg"),
    raw: own.rounds.map(({ metrics }) => metrics[name] ?? Number.NaN),
    error: metricDifference(own, results.peer, name),
    note: own.failure ?? settingsOf(job),
  };
}

/** Ready to print: `factors=100 epochs=20`. */
function settingsOf({ settings }: Job): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function decimals(value: unknown): string {
  return typeof value === "number" ? value.toFixed(4) : "–";
}
