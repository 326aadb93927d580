import { availableParallelism } from "node:os";
import { runInChild } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { figure } from "../table.ts";
import { CHILD_LIMIT_MS } from "../train/compare.ts";
import { madeUpSizes } from "../train/made-up.ts";
import { middle } from "../train/rounds.ts";
import type { GrowthMeasurement, GrowthTask } from "./measure.ts";
import { GROWING_MODELS, type GrowingModel } from "./models.ts";
import { growthPage } from "./page.ts";
import { growthExponent } from "./slope.ts";

const SEED = 20_261_127;
const ROUNDS = 3;
const SIZES = [100_000, 300_000, 1_000_000];
const LARGE_SIZES = [...SIZES, 3_000_000, 10_000_000];
const QUICK_SIZES = [2000, 8000];
const MEGABYTE = 1e6;

/**
 * How the time of training grows with the table. Exponents and the chart are of processor time: it is there on a busy
 * machine too.
 */
export const growthBenchmark: Benchmark = {
  title: "Growth: seconds of training over interactions that are made up",
  group: ({ model, unit, settings }) => `${model}, ${unit}: ${settings}`,
  columns: [
    { title: "interactions", text: ({ size }) => size.toLocaleString("en-GB") },
    { title: "s", text: ({ ms }) => figure(ms === null ? null : ms / 1000) },
    { title: "CPU s", text: ({ cpuMs }) => figure(typeof cpuMs === "number" ? cpuMs / 1000 : null) },
    { title: "M/s", text: ({ perSecond }) => figure(typeof perSecond === "number" ? perSecond / 1e6 : null) },
    { title: "exponent", text: ({ exponent }) => (typeof exponent === "number" ? exponent.toFixed(2) : "–") },
    { title: "peak MB", text: ({ peakBytes }) => megabytes(peakBytes) },
    { title: "of it before", text: ({ startBytes }) => megabytes(startBytes) },
    { title: "note", text: ({ note }) => note },
  ],
  page: growthPage,
  run,
};

async function run({ quick, large, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const rounds = quick ? 1 : ROUNDS;
  const sizes = quick ? QUICK_SIZES : large ? LARGE_SIZES : SIZES;
  const threads = Math.min(2, availableParallelism());
  const rows: Row[] = [];
  for (const model of GROWING_MODELS) {
    const own: Row[] = [];
    for (const interactions of sizes) {
      const task: GrowthTask = { model: model.name, interactions, seed: SEED, threads };
      own.push(await measureSize(model, task, rounds, progress));
    }
    const exponent = growthExponent(
      own.flatMap(({ size, cpuMs }) => (typeof cpuMs === "number" ? [{ size, cpuMs }] : [])),
    );
    rows.push(...own.map((row) => ({ ...row, exponent })));
  }
  return {
    versions: packageVersions(["nearedge"]),
    settings: { quick, seed: SEED, rounds, sizes, threads },
    rows,
  };
}

async function measureSize(
  model: GrowingModel,
  task: GrowthTask,
  rounds: number,
  progress: RunOptions["progress"],
): Promise<Row> {
  const all: GrowthMeasurement[] = [];
  let failure: string | undefined;
  for (let round = 1; round <= rounds && failure === undefined; round++) {
    progress(`${model.name} on ${task.interactions} interactions that are made up, round ${round} of ${rounds}`);
    try {
      all.push(await runInChild<GrowthMeasurement>("growth", task, CHILD_LIMIT_MS));
    } catch (error) {
      failure = `failed: ${error instanceof Error ? error.message : error}`;
    }
  }
  return rowOf(model, task, failure === undefined ? all : [], failure);
}

function rowOf(
  { name, unit, settings, mostThreads }: GrowingModel,
  { interactions: size, threads }: GrowthTask,
  all: readonly GrowthMeasurement[],
  failure: string | undefined,
): Row {
  const rawMs = all.flatMap((one) => one.rawMs);
  const ms = middle(rawMs);
  const { userCount, itemCount } = madeUpSizes(size);
  const used = Math.min(mostThreads, threads);
  const about = `${userCount.toLocaleString("en-GB")} users × ${itemCount.toLocaleString("en-GB")} items`;
  return {
    variant: `${name}, ${size}`,
    model: name,
    unit,
    settings,
    size,
    ms,
    rawMs,
    cpuMs: middle(all.flatMap((one) => one.rawCpuMs)),
    perSecond: ms === null ? null : (1000 * size) / ms,
    peakBytes: middle(all.map((one) => one.peakBytes)),
    startBytes: middle(all.map((one) => one.startBytes)),
    error: null,
    note: failure ?? `${about}, ${used === 1 ? "one thread" : `${used} threads`}`,
  };
}

function megabytes(bytes: unknown): string {
  return typeof bytes === "number" ? Math.round(bytes / MEGABYTE).toLocaleString("en-GB") : "–";
}
