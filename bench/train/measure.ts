import { writeFile } from "node:fs/promises";
import { type Csr, selectRows } from "../../src/data/csr.ts";
import { rootMeanSquaredError } from "../../src/evaluation/rating-metrics.ts";
import { rowsWithEntries } from "../../src/evaluation/rows.ts";
import type { Role } from "../role.ts";
import { loadPart } from "./data.ts";
import { type FactorPair, trainFactors } from "./fit-factors.ts";
import { fitRatings } from "./fit-ratings.ts";
import type { FitMeasurement, FitTask } from "./fit-task.ts";
import { wholeFit } from "./fit-whole.ts";
import { isFactorModel, isWholeModel } from "./jobs.ts";

/** The role of a child process that fits one of our models to one data set. */
export const fitRole: Role = { run: (task) => measure(task as FitTask), end: async () => undefined };

async function measure(task: FitTask): Promise<FitMeasurement> {
  if (isWholeModel(task.model)) return measureWhole(task);
  const train = await loadPart(task.folder, "train");
  return isFactorModel(task.model) ? measureFactors(task, train) : measureRatings(task, train);
}

/** Node gives kibibytes on every system. */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** Clock and processor time in milliseconds. */
type Moment = readonly [ms: number, cpuMs: number];

function moment(): Moment {
  const { user, system } = process.cpuUsage();
  return [performance.now(), (user + system) / 1000];
}

async function measureFactors(task: FitTask, train: Csr): Promise<FitMeasurement> {
  const moments = [moment()];
  const factors = await trainFactors(task, train, () => moments.push(moment()));
  const peak = peakBytes();
  await storeFactors(task.outputPath, factors);
  const lengths = moments.slice(1).map(([ms, cpuMs], at): Moment => [ms - moments[at]![0], cpuMs - moments[at]![1]]);
  // The first epoch is left out: it has the preparations of both sides in it.
  const epochs = lengths.length > 1 ? lengths.slice(1) : lengths;
  return { rawMs: epochs.map(([ms]) => ms), rawCpuMs: epochs.map(([, ms]) => ms), peakBytes: peak, metrics: {} };
}

async function measureRatings(task: FitTask, train: Csr): Promise<FitMeasurement> {
  const test = await loadPart(task.folder, "test");
  const users = rowsWithEntries(test);
  const queries = { users, histories: selectRows(train, users), wanted: selectRows(test, users) };
  const [startedMs, startedCpuMs] = moment();
  const model = await fitRatings(task, train);
  const predicted = model.predictBatch(queries);
  const [endedMs, endedCpuMs] = moment();
  return {
    rawMs: [endedMs - startedMs],
    rawCpuMs: [endedCpuMs - startedCpuMs],
    peakBytes: peakBytes(),
    metrics: { rmse: rootMeanSquaredError(queries.wanted.values, predicted) },
  };
}

async function measureWhole(task: FitTask): Promise<FitMeasurement> {
  const compute = await wholeFit(task);
  const [startedMs, startedCpuMs] = moment();
  const store = await compute();
  const [endedMs, endedCpuMs] = moment();
  const peak = peakBytes();
  await store();
  return { rawMs: [endedMs - startedMs], rawCpuMs: [endedCpuMs - startedCpuMs], peakBytes: peak, metrics: {} };
}

async function storeFactors(path: string, { userFactors, itemFactors }: FactorPair): Promise<void> {
  await writeFile(`${path}-users.f32`, userFactors);
  await writeFile(`${path}-items.f32`, itemFactors);
}
