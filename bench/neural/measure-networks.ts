import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createPlainMath } from "../../src/neural/plain-math.ts";
import { createRandom } from "../../src/random.ts";
import type { Role } from "../role.ts";
import { makeUp } from "../train/made-up.ts";
import { jobOf, type NetworkJob, type Sizes } from "./jobs.ts";
import { examplesOf, loadRatings, orderOfEpoch, type Ratings, storeRatings } from "./network-data.ts";
import { kernelSource, startNetwork, stepOften, type TrainedOnce, trainByKernels } from "./train-network.ts";

/** What the child process that prepares a job is to do. */
export interface PrepareTask {
  readonly job: string;
  readonly folder: string;
  /** u.data of MovieLens 100K; undefined where data are made up. */
  readonly file: string | undefined;
  readonly quick: boolean;
  readonly seed: number;
  readonly epochs: number;
}

export interface PreparedJob extends Sizes {
  readonly ratings: number;
  /** Shapes of parameters, by their names, as their files have them. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Losses of the steps in f64: what others are compared with. */
  readonly exact: readonly number[];
}

export type Library = "nearedge" | "tfjs Layers" | "tfjs Layers, transposing first";

/** What a child process that trains is to do. */
export interface TrainTask {
  readonly job: string;
  readonly folder: string;
  readonly library: Library;
  readonly seed: number;
  readonly epochs: number;
}

/** Items of a table that is larger than what is rated: the same ones far apart, or drawn evenly. */
export interface ItemsTask extends Omit<TrainTask, "library"> {
  readonly itemCount: number;
  readonly items: "the same" | "drawn evenly";
}

const noEnd = async (): Promise<undefined> => undefined;
export const prepareRole: Role = { run: (task) => prepare(task as PrepareTask), end: noEnd };
export const trainRole: Role = { run: (task) => train(task as TrainTask), end: noEnd };
export const itemsRole: Role = { run: (task) => trainOnItems(task as ItemsTask), end: noEnd };

const QUICK_RATINGS = 500;
/** As many as MovieLens 100K has. */
const MADE_UP = { count: 100_000, userCount: 943, itemCount: 1682, history: 106 };

/** Writes the ratings, the orders of epochs and the first weights, and finds the losses that are exact. */
async function prepare({ job: name, folder, file, quick, seed, epochs }: PrepareTask): Promise<PreparedJob> {
  const job = jobOf(name);
  await storeRatings(folder, quick || file === undefined ? invented(quick, seed) : await read(file));
  const ratings = await loadRatings(folder);
  const examples = examplesOf(job, ratings);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    await writeFile(join(folder, `order-${epoch}.u32`), orderOfEpoch(examples.count, seed, epoch));
  }
  const options = optionsOf(job, ratings, examples.count, epochs);
  const network = startNetwork(options, await kernelSource(), seed);
  const shapes: Record<string, readonly number[]> = {};
  for (const { name, spec } of network.plan.parameters) {
    await writeFile(join(folder, `${name}.f32`), network.weights(name) as Float32Array);
    shapes[name] = spec.name === "bias" ? [spec.columns] : [spec.rows, spec.columns];
  }
  const inF64 = { base: 16, realBytes: 8, create: (bytes: number) => createPlainMath(bytes, 8) } as const;
  const exact = await stepOften(options, examples, seed, inF64, network);
  const { userCount, itemCount, users } = ratings;
  return { userCount, itemCount, ratings: users.length, shapes, exact };
}

async function train({ job: name, folder, library, seed, epochs }: TrainTask): Promise<TrainedOnce> {
  const job = jobOf(name);
  const ratings = await loadRatings(folder);
  const examples = examplesOf(job, ratings);
  const options = optionsOf(job, ratings, examples.count, epochs);
  const source = await kernelSource();
  if (library === "nearedge") {
    const trained = await trainByKernels(options, examples, seed);
    return { ...trained, steps: await stepOften(options, examples, seed, source) };
  }
  const kernels = library === "tfjs Layers" ? "as they are" : "transposing first";
  // Loaded by those that are measured with it.
  const { trainByTfjs } = await import("./tfjs-network.ts");
  return trainByTfjs(options, examples, seed, kernels, startNetwork(options, source, seed));
}

async function trainOnItems(task: ItemsTask): Promise<Omit<TrainedOnce, "steps">> {
  const { job: name, folder, seed, epochs, itemCount, items } = task;
  const [job, ratings] = [jobOf(name), await loadRatings(folder)];
  const [apart, random] = [Math.floor(itemCount / ratings.itemCount), createRandom(seed)];
  const own = ratings.items.map((item) => (items === "the same" ? item * apart : random.nextInteger(itemCount)));
  const large = { ...ratings, itemCount, items: own };
  const examples = examplesOf(job, large);
  return trainByKernels(optionsOf(job, large, examples.count, epochs), examples, seed);
}

/** Those of the job, where there are examples for a batch of it. */
export function optionsOf(job: NetworkJob, sizes: Sizes, examples: number, epochs: number) {
  const options = job.options(sizes, epochs);
  return { ...options, batchSize: Math.min(options.batchSize, examples) };
}

async function read(path: string): Promise<Ratings> {
  const { interactions } = await openDataset(path, { format: "movielens-100k" });
  const { users, items, values, userIds, itemIds } = interactions;
  return { users, items, values, userCount: userIds.size, itemCount: itemIds.size };
}

const invented = (quick: boolean, seed: number): Ratings =>
  quick ? makeUp(QUICK_RATINGS, seed) : makeUp(MADE_UP.count, seed, MADE_UP);
