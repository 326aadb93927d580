import type { LoadedBatch } from "./batch.ts";
import { LOSSES, type Loss } from "./losses.ts";
import type { Plan } from "./plan.ts";

/** Where random numbers of a step come from. */
export interface StepSeed {
  readonly seed: number;
  readonly step: number;
}

/** What is done with a batch in the memory: by layers and the loss (layer-work.ts), then with gradients (gradient-work.ts). */
const TASKS = ["forward", "rows", "backward", "sum", "squares", "scale", "move"] as const;

/** A task on a batch: all that another thread has to know. */
export interface Job {
  readonly task: (typeof TASKS)[number];
  readonly batch: LoadedBatch;
  /** Of `sum`: which layers. */
  readonly per?: "row" | "candidate";
  /** Undefined where nothing is trained. */
  readonly seed?: StepSeed | undefined;
  /** Of `rows`: one of the list, or none where only the output is asked for. */
  readonly loss?: Loss | undefined;
  /** What gradients are multiplied by; of `move` the learning rate. */
  readonly factor?: number;
}

/** Does one unit of a job. Units write to places of their own: their order does not matter. */
export type Work = (job: Job, unit: number) => void;

/**
 * Has units 0 … units − 1 of a job done, in any order or at once, and returns when all are done. `nanoseconds` says about
 * how long they take one thread. `work` does one on this thread.
 */
export type Crew = (job: Job, units: number, nanoseconds: number, work: Work) => void;

/** This thread alone. */
export const ALONE: Crew = (job, units, _, work) => {
  for (let unit = 0; unit < units; unit++) work(job, unit);
};

/** How many numbers a job of this plan is. */
export const jobLength = ({ groups }: Plan): number => 11 + groups.length;

export function writeJob({ groups }: Plan, { task, batch, per, seed, loss, factor = 0 }: Job, to: Float64Array): void {
  to.set([
    ...[TASKS.indexOf(task), batch.rows, batch.candidates, batch.terms, batch.weight, Number(batch.hasWeights)],
    ...[Number(per === "candidate"), seed?.seed ?? 0, seed?.step ?? -1, loss ? LOSSES.indexOf(loss) : -1, factor],
    ...groups.map((group) => batch.touched.get(group) ?? 0),
  ]);
}

export function readJob({ groups }: Plan, from: Float64Array): Job {
  const [task = 0, rows = 0, candidates = 0, terms = 0, weight = 0, hasWeights, isOfCandidates, ...others] = from;
  const [seed = 0, step = 0, loss = -1, factor = 0, ...counts] = others;
  const touched = new Map(groups.map((group, at) => [group, counts[at]!]));
  return {
    task: TASKS[task]!,
    batch: { rows, candidates, terms, weight, hasWeights: hasWeights === 1, touched },
    per: isOfCandidates === 1 ? "candidate" : "row",
    seed: step < 0 ? undefined : { seed, step },
    loss: LOSSES[loss],
    factor,
  };
}
