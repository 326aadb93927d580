import { csrFromCoordinates } from "../../src/data/csr.ts";
import type { Role } from "../role.ts";
import { makeUp } from "../train/made-up.ts";
import { peakBytes } from "../train/measure.ts";
import { type GrowingModel, modelOf } from "./models.ts";

/** What a child process is to train. */
export interface GrowthTask {
  readonly model: GrowingModel["name"];
  readonly interactions: number;
  readonly threads: number;
  readonly seed: number;
}

export interface GrowthMeasurement {
  /** Milliseconds of each epoch but the first, which has preparations in it; of the whole fit where there are no epochs. */
  readonly rawMs: readonly number[];
  /** Processor time of the same, all threads together. */
  readonly rawCpuMs: readonly number[];
  readonly peakBytes: number;
  /** The same before training: Node and the data. */
  readonly startBytes: number;
}

/** The role of a child process that makes data up and trains one model on them. */
export const growthRole: Role = { run: (task) => measure(task as GrowthTask), end: async () => undefined };

async function measure({ model, interactions, threads, seed }: GrowthTask): Promise<GrowthMeasurement> {
  const { userCount, itemCount, users, items, values } = makeUp(interactions, seed);
  const matrix = csrFromCoordinates(userCount, itemCount, users, items, values);
  const startBytes = peakBytes();
  const moments = [moment()];
  const note = (): void => void moments.push(moment());
  await modelOf(model).fit(matrix, { seed, threads, onEpoch: note });
  if (moments.length === 1) note();
  const lengths = moments.slice(1).map(([ms, cpuMs], at) => [ms - moments[at]![0], cpuMs - moments[at]![1]] as const);
  const counted = lengths.length > 1 ? lengths.slice(1) : lengths;
  return {
    rawMs: counted.map(([ms]) => ms),
    rawCpuMs: counted.map(([, cpuMs]) => cpuMs),
    peakBytes: peakBytes(),
    startBytes,
  };
}

/** Clock and processor time in milliseconds. */
function moment(): readonly [ms: number, cpuMs: number] {
  const { user, system } = process.cpuUsage();
  return [performance.now(), (user + system) / 1000];
}
