import { withNetworkThreads } from "../../src/neural/threads.ts";
import { createTraining } from "../../src/neural/training.ts";
import type { Role } from "../role.ts";
import { orderOfRound } from "../statistics.ts";
import { jobOf } from "./jobs.ts";
import { optionsOf } from "./measure-networks.ts";
import { examplesOf, loadRatings } from "./network-data.ts";

/** What the child process that trains on threads is to do. */
export interface ThreadsTask {
  readonly job: string;
  readonly folder: string;
  readonly seed: number;
  readonly epochs: number;
  readonly rounds: number;
}

/** Trainings on so many threads. */
export interface OnThreads {
  readonly threads: number;
  /** Milliseconds of wall time of every epoch after the first one of its round. */
  readonly rawMs: number[];
  /** Of the epochs of the last round. */
  losses: readonly number[];
}

/** The role of a child process that trains the same network on one thread and on two, in alternating order. */
export const threadsRole: Role = { run: (task) => measure(task as ThreadsTask), end: async () => undefined };

async function measure({ job: name, folder, seed, epochs, rounds }: ThreadsTask): Promise<readonly OnThreads[]> {
  const [job, ratings] = [jobOf(name), await loadRatings(folder)];
  const examples = examplesOf(job, ratings);
  const options = optionsOf(job, ratings, examples.count, epochs);
  const variants: OnThreads[] = [1, 2].map((threads) => ({ threads, rawMs: [], losses: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const variant of orderOfRound(variants, round)) {
      const elapsed: number[] = [];
      const context = { seed, onEpoch: ({ elapsedMs }: { readonly elapsedMs: number }) => elapsed.push(elapsedMs) };
      const { history } = await withNetworkThreads(variant, (source) =>
        createTraining(options, examples, undefined, context, source).run(),
      );
      variant.rawMs.push(...elapsed.slice(1));
      variant.losses = history.map(({ objective }) => objective);
    }
  }
  return variants;
}
