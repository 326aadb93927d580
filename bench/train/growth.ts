import { csrFromCoordinates } from "../../src/data/csr.ts";
import { runInChild } from "../children.ts";
import type { Row, RunOptions } from "../report.ts";
import type { Role } from "../roles.ts";
import { CHILD_LIMIT_MS } from "./compare.ts";
import { trainFactors } from "./fit-factors.ts";
import { fitRatings } from "./fit-ratings.ts";
import { type JobSettings, type ModelName, passesOf } from "./jobs.ts";
import { madeUpSizes, makeUp } from "./made-up.ts";
import { peakBytes } from "./measure.ts";
import { middle } from "./rounds.ts";

/** Models whose growth is measured: one epoch, or the search for all neighbours. */
const GROWING: readonly { readonly model: ModelName; readonly settings: JobSettings }[] = [
  { model: "implicit-als", settings: { factors: 64, solver: "cg", cgSteps: 3, epochs: 1 } },
  { model: "biased-mf", settings: { factors: 50, epochs: 1 } },
  { model: "item-knn", settings: { keep: 100 } },
];

/** What a child process is to train. */
interface GrowthTask {
  readonly model: ModelName;
  readonly settings: JobSettings;
  readonly interactions: number;
  readonly threads: number;
  readonly seed: number;
}

interface GrowthMeasurement {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** The same before training: Node and the data. */
  readonly startBytes: number;
}

/** The role of a child process that makes data up and trains one model on them once. */
export const growthRole: Role = { run: (task) => measure(task as GrowthTask), end: async () => undefined };

async function measure(task: GrowthTask): Promise<GrowthMeasurement> {
  const { userCount, itemCount, users, items, values } = makeUp(task.interactions, task.seed);
  const matrix = csrFromCoordinates(userCount, itemCount, users, items, values);
  const startBytes = peakBytes();
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  if (task.model === "implicit-als") await trainFactors(task, matrix, () => undefined);
  else await fitRatings({ ...task, folder: "", factorsPath: "" }, matrix);
  const ms = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms, cpuMs: (user + system) / 1000, peakBytes: peakBytes(), startBytes };
}

/** Trains each model on tables of growing size, each time in a fresh process. */
export async function measureGrowth(
  sizes: readonly number[],
  rounds: number,
  shared: { readonly threads: number; readonly seed: number },
  progress: RunOptions["progress"],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { model, settings } of GROWING) {
    for (const interactions of sizes) {
      const all: GrowthMeasurement[] = [];
      let failure: string | undefined;
      for (let round = 0; round < rounds; round++) {
        progress(`${model} on ${interactions} interactions that are made up, round ${round + 1} of ${rounds}`);
        const task: GrowthTask = { model, settings, interactions, ...shared };
        try {
          all.push(await runInChild<GrowthMeasurement>("train-growth", task, CHILD_LIMIT_MS));
        } catch (error) {
          failure = `failed: ${error instanceof Error ? error.message : error}`;
          break;
        }
      }
      rows.push(rowOf({ model, settings, interactions, ...shared }, failure === undefined ? all : [], failure));
    }
  }
  return rows;
}

function rowOf(
  { model, settings, interactions: size, threads }: GrowthTask,
  all: readonly GrowthMeasurement[],
  failure: string | undefined,
): Row {
  const rawMs = all.map(({ ms }) => ms);
  const ms = middle(rawMs);
  const peak = middle(all.map((one) => one.peakBytes));
  const { userCount, itemCount } = madeUpSizes(size);
  const count = (value: number): string => value.toLocaleString("en-GB");
  return {
    ...{ group: "Growth of ours, on data made up", variant: `${model}, ${count(size)}`, model, size, ms, rawMs },
    cpuMs: middle(all.map(({ cpuMs }) => cpuMs)),
    perSecond: ms === null ? null : (1000 * size * passesOf({ unit: "fit and test", settings })) / ms,
    peakBytes: peak,
    bytesPerInteraction: peak === null ? null : peak / size,
    startBytes: middle(all.map(({ startBytes }) => startBytes)),
    ...{ ratio: null, cpuRatio: null, error: null },
    note: failure ?? `${count(userCount)} users × ${count(itemCount)} items, ${threads} threads`,
  };
}
