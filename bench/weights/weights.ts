import { runInChild } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median, orderOfRound } from "../statistics.ts";
import { figure, times } from "../table.ts";
import { VARIANTS, type Variant, type WeightsMeasurement, type WeightsTask } from "./measure.ts";
import type { Workload } from "./workload.ts";

const SIZES = [10_000, 40_000, 100_000];
const HISTORY_LENGTHS = [10, 100, 1000];
const KEEP = 200;
const K = 100;
const SEED = 20_261_126;
const ROUNDS = 3;
const CHECKED_HISTORIES = 4;
const BUDGET_MS = 400;
const CHILD_LIMIT_MS = 120_000;

/** The best 100 items of a history by a sparse matrix of weights between items. */
export const weightsBenchmark: Benchmark = {
  title: "The best 100 items for one history, by weights between items",
  group: ({ size, historyLength }) => `${size.toLocaleString("en-GB")} items, histories of ${historyLength}`,
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "ms", text: ({ ms }) => figure(ms) },
    { title: "× loop", text: ({ ratio }) => times(ratio) },
    { title: "entries/µs", text: ({ entriesPerMicrosecond }) => figure(entriesPerMicrosecond) },
    { title: "error", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const sizes = quick ? [1000] : SIZES;
  const lengths = quick ? [10] : HISTORY_LENGTHS;
  const rounds = quick ? 1 : ROUNDS;
  const keep = quick ? 50 : KEEP;
  const rows: Row[] = [];
  for (const itemCount of sizes) {
    for (const historyLength of lengths) {
      rows.push(...(await measureOne({ itemCount, keep, historyLength, seed: SEED }, rounds, quick, progress)));
    }
  }
  return {
    versions: packageVersions(["nearedge"]),
    settings: { quick, seed: SEED, k: K, keep, sizes, historyLengths: lengths, rounds, budgetMs: BUDGET_MS },
    rows,
  };
}

async function measureOne(
  workload: Workload,
  rounds: number,
  quick: boolean,
  progress: RunOptions["progress"],
): Promise<Row[]> {
  const { itemCount, keep, historyLength } = workload;
  const measured = new Map<Variant, WeightsMeasurement[]>(VARIANTS.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round++) {
    for (const variant of orderOfRound(VARIANTS, round)) {
      progress(`${itemCount} items, histories of ${historyLength}, round ${round + 1} of ${rounds}: ${variant}`);
      const task: WeightsTask = {
        variant,
        workload,
        k: K,
        budgetMs: quick ? BUDGET_MS / 8 : BUDGET_MS,
        checkedHistories: CHECKED_HISTORIES,
      };
      measured.get(variant)?.push(await runInChild<WeightsMeasurement>("weights", task, CHILD_LIMIT_MS));
    }
  }
  const loop = measured.get("javascript loop") ?? [];
  return VARIANTS.map((variant) => {
    const all = measured.get(variant) ?? [];
    const rawMs = all.map(({ ms }) => ms);
    return {
      variant,
      size: itemCount,
      historyLength,
      rawMs,
      note: "",
      ms: median(rawMs),
      // Round by round, since both ran in the same minute.
      ratio: median(all.map(({ ms }, round) => (loop[round]?.ms ?? Number.NaN) / ms)),
      entriesPerMicrosecond: median(rawMs.map((ms) => (historyLength * keep) / ms / 1000)),
      error: Math.max(...all.map(({ error }) => error)),
    };
  });
}
