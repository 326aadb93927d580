import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { sharedMemory } from "../../src/kernels/training-memory.ts";
import { kernelMath } from "../../src/neural/kernel-math.ts";
import type { MathSource } from "../../src/neural/math.ts";
import { createNetwork, type Network } from "../../src/neural/network.ts";
import { createTraining, planTraining, type TrainingOptions } from "../../src/neural/training.ts";
import type { Examples } from "../../src/neural/validation.ts";
import { orderOfEpoch } from "./network-data.ts";

/** A training as it was measured. */
export interface TrainedOnce {
  /** Processor milliseconds of each epoch, all threads of the process. */
  readonly rawMs: readonly number[];
  /** Mean loss of each epoch's batches as they were trained. */
  readonly losses: readonly number[];
  /** Losses of so many steps on the first batch, from the first weights. */
  readonly steps: readonly number[];
}

export const STEPS = 20;

/** Our kernels, on this thread. */
export async function kernelSource(): Promise<MathSource> {
  const module = await threadedKernelModule();
  return kernelMath(module, (bytes) => sharedMemory(bytes, { owner: "the benchmark", remedy: "use smaller data" }));
}

/** A network with its first weights, which are those of a training with the same seed. */
export function startNetwork(options: TrainingOptions, source: MathSource, seed: number): Network {
  const plan = planTraining(options, source);
  const network = createNetwork(plan, source.create(plan.bytes));
  network.initialise(seed);
  return network;
}

/** By the loop that models are trained with. */
export async function trainByKernels(
  options: TrainingOptions,
  examples: Examples,
  seed: number,
): Promise<Omit<TrainedOnce, "steps">> {
  const rawMs: number[] = [];
  let begin = process.cpuUsage();
  const onEpoch = (): void => {
    const { user, system } = process.cpuUsage(begin);
    rawMs.push((user + system) / 1000);
    begin = process.cpuUsage();
  };
  const training = createTraining(options, examples, undefined, { seed, onEpoch }, await kernelSource());
  begin = process.cpuUsage();
  const { history } = await training.run();
  return { rawMs, losses: history.map(({ objective }) => objective) };
}

/**
 * The losses of steps on the first batch alone: rows of tables that it does not name have no gradient, so that it does not
 * matter whether a library moves them all in every step. `weights` are the first ones, where they are not those of the seed.
 */
export async function stepOften(
  options: TrainingOptions,
  examples: Examples,
  seed: number,
  source: MathSource,
  weights?: Network,
): Promise<number[]> {
  const batchSize = Math.min(options.batchSize, examples.count);
  const first = orderOfEpoch(examples.count, seed, 1).subarray(0, batchSize);
  const again: Examples = { ...examples, count: batchSize, batch: (_, random) => examples.batch(first, random) };
  const training = createTraining({ ...options, epochs: STEPS, batchSize }, again, undefined, { seed }, source);
  for (const { name } of weights?.plan.parameters ?? []) training.network.setWeights(name, weights!.weights(name));
  const { history } = await training.run();
  return history.map(({ objective }) => objective);
}
