import { join } from "node:path";
import { runInChild, temporaryFolder } from "../children.ts";
import type { Row, RunOptions } from "../report.ts";
import { median, orderOfRound } from "../statistics.ts";
import { dataFile } from "../train/places.ts";
import { middle, ratioOf } from "../train/rounds.ts";
import { runJax } from "./jax.ts";
import { NCF_MLP, type NetworkJob } from "./jobs.ts";
import {
  type ItemsTask,
  type Library,
  optionsOf,
  type PreparedJob,
  type PrepareTask,
  type TrainTask,
} from "./measure-networks.ts";
import type { OnThreads, ThreadsTask } from "./threads.ts";
import { STEPS, type TrainedOnce } from "./train-network.ts";

const ROUNDS = 3;
const THREAD_ROUNDS = 6;
const QUICK_EPOCHS = 2;
const MANY_ITEMS = 1_000_000;
const QUICK_MANY_ITEMS = 3000;
const CHILD_LIMIT_MS = 900_000;
const LIBRARIES: readonly Library[] = ["nearedge", "tfjs Layers", "tfjs Layers, transposing first"];
const JAX = "jax";

/** Rounds of one variant. */
interface Variant {
  readonly name: string;
  readonly rounds: TrainedOnce[];
  failure?: string;
}

type JaxAnswer = TrainedOnce & { readonly version: string };

/** One network by everybody: a fresh process each time, in alternating order. */
export async function networkRows(
  job: NetworkJob,
  options: RunOptions,
  seed: number,
): Promise<{ readonly rows: Row[]; readonly jaxVersion: string | undefined }> {
  const { quick, peers, progress } = options;
  const epochs = quick ? QUICK_EPOCHS : job.epochs;
  const { folder, prepared } = await prepare(job, options, seed, epochs);
  const variants: Variant[] = [...LIBRARIES, ...(peers ? [JAX] : [])].map((name) => ({ name, rounds: [] }));
  let jaxVersion: string | undefined;
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    for (const variant of orderOfRound(variants, round)) {
      if (variant.failure !== undefined) continue;
      progress(`${job.name}, round ${round + 1}: ${variant.name}`);
      const task = { job: job.name, folder, seed, epochs };
      if (variant.name !== JAX) {
        const library = variant.name as Library;
        variant.rounds.push(await runInChild("neural-train", { ...task, library } satisfies TrainTask, CHILD_LIMIT_MS));
        continue;
      }
      const answer = await runJax<JaxAnswer>("jax_network.py", jaxTask(job, prepared, folder, epochs));
      if (typeof answer === "string") variant.failure = answer;
      else {
        variant.rounds.push(answer);
        jaxVersion = answer.version;
      }
    }
  }
  const of = (name: string): number[] => timesOf(variants.find((variant) => variant.name === name)?.rounds ?? []);
  const rows = variants.map(({ name, rounds, failure }): Row => {
    const own = timesOf(rounds);
    return {
      group: job.title,
      job: job.name,
      variant: name,
      size: prepared.itemCount,
      ratings: prepared.ratings,
      ms: middle(own),
      rawMs: rounds.flatMap(({ rawMs }) => rawMs),
      ratio: ratioOf(own, of("tfjs Layers")),
      jaxRatio: ratioOf(own, of(JAX)),
      loss: middle(rounds.map(({ losses }) => losses.at(-1)!)),
      losses: rounds[0]?.losses ?? [],
      error: middle(rounds.map(({ steps }) => errorOf(steps, prepared.exact))),
      note: failure ?? `${prepared.ratings.toLocaleString("en-GB")} ratings an epoch`,
    };
  });
  return { rows, jaxVersion };
}

/** What an epoch costs where the table of items is much larger than what is rated. */
export async function itemRows(options: RunOptions, seed: number): Promise<Row[]> {
  const { quick, progress } = options;
  const epochs = quick ? QUICK_EPOCHS : NCF_MLP.epochs;
  const { folder, prepared } = await prepare(NCF_MLP, options, seed, epochs);
  const many = quick ? QUICK_MANY_ITEMS : MANY_ITEMS;
  const variants = (
    [
      [prepared.itemCount, "the same"],
      [many, "the same"],
      [prepared.itemCount, "drawn evenly"],
      [many, "drawn evenly"],
    ] as const
  ).map(([itemCount, items]) => ({ itemCount, items, rounds: [] as Omit<TrainedOnce, "steps">[] }));
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    for (const { itemCount, items, rounds } of orderOfRound(variants, round)) {
      progress(`items, round ${round + 1}: ${itemCount}, ${items}`);
      const task: ItemsTask = { job: NCF_MLP.name, folder, seed, epochs, itemCount, items };
      rounds.push(await runInChild("neural-items", task, CHILD_LIMIT_MS));
    }
  }
  return variants.map(({ itemCount, items, rounds }): Row => {
    const own = timesOf(rounds);
    const few = variants.find((other) => other.items === items)!;
    const ratio = ratioOf(timesOf(few.rounds), own);
    const times =
      few.itemCount === itemCount
        ? ""
        : `; ${ratio?.toFixed(2)} × the time of ${few.itemCount.toLocaleString("en-GB")}`;
    return {
      group: "ncf-mlp by the size of the table of items, as many ratings",
      job: "items",
      variant: `nearedge, ${itemCount.toLocaleString("en-GB")} items, ${items}`,
      size: itemCount,
      ratings: prepared.ratings,
      ms: middle(own),
      rawMs: rounds.flatMap(({ rawMs }) => rawMs),
      sizeRatio: ratio,
      loss: middle(rounds.map(({ losses }) => losses.at(-1)!)),
      error: null,
      note: `${prepared.ratings.toLocaleString("en-GB")} ratings an epoch${times}`,
    };
  });
}

/** What two threads save, in wall time: their best epoch against the best one of a single thread. */
export async function threadRows(job: NetworkJob, options: RunOptions, seed: number): Promise<Row[]> {
  const { quick, progress } = options;
  const epochs = quick ? QUICK_EPOCHS : job.epochs;
  const { folder, prepared } = await prepare(job, options, seed, epochs);
  progress(`${job.name}: on one thread and on two`);
  const task: ThreadsTask = { job: job.name, folder, seed, epochs, rounds: quick ? 1 : THREAD_ROUNDS };
  const measured = await runInChild<readonly OnThreads[]>("neural-threads", task, CHILD_LIMIT_MS);
  const alone = measured[0]!;
  return measured.map(({ threads, rawMs, losses }): Row => {
    const [ms, ratio] = [Math.min(...rawMs), Math.min(...alone.rawMs) / Math.min(...rawMs)];
    return {
      group: `${job.name} on threads, the best epoch in wall time`,
      job: "threads",
      variant: `nearedge, ${threads} ${threads === 1 ? "thread" : "threads"}`,
      size: prepared.itemCount,
      ratings: prepared.ratings,
      threads,
      ms,
      rawMs,
      threadRatio: ratio,
      loss: losses.at(-1) ?? null,
      error: errorOf(losses, alone.losses),
      note: `${prepared.ratings.toLocaleString("en-GB")} ratings an epoch; ${ratio.toFixed(2)} × one thread`,
    };
  });
}

async function prepare(job: NetworkJob, { quick, data, progress }: RunOptions, seed: number, epochs: number) {
  const folder = join(await temporaryFolder(), job.name);
  const file = quick ? undefined : ratingsFile(data);
  progress(`${job.name}: ${file === undefined ? "making data up" : `reading ${file}`}`);
  const task: PrepareTask = { job: job.name, folder, file, quick, seed, epochs };
  return { folder, prepared: await runInChild<PreparedJob>("neural-prepare", task, CHILD_LIMIT_MS) };
}

/** Where nobody has named a folder, data are made up without it. */
function ratingsFile(data: string | undefined): string | undefined {
  try {
    return dataFile(data, "ml-100k", "u.data");
  } catch (error) {
    if (data !== undefined) throw error;
    return undefined;
  }
}

function jaxTask(
  job: NetworkJob,
  { userCount, itemCount, shapes, ratings }: PreparedJob,
  folder: string,
  epochs: number,
) {
  const examples = job.examples === "ratings" ? ratings : userCount;
  const options = optionsOf(job, { userCount, itemCount }, examples, epochs);
  return { ...options, examples: job.examples, folder, userCount, itemCount, shapes, steps: STEPS };
}

/** An epoch of each round: the median of those after the first one, in which code is compiled. */
const timesOf = (rounds: readonly { readonly rawMs: readonly number[] }[]): number[] =>
  rounds.map(({ rawMs }) => median(rawMs.slice(1)));

/** The largest relative difference of a loss from the exact one. */
export const errorOf = (steps: readonly number[], exact: readonly number[]): number =>
  Math.max(...exact.map((loss, at) => Math.abs((steps[at] ?? Number.NaN) - loss) / loss));
