import { cosOfTurns } from "../elementary.ts";
import {
  type Checked,
  type Checks,
  checkOptions,
  entryOf,
  integer,
  type LayerOptions,
  number,
  type OptionValue,
} from "./layer.ts";
import type { NamedOptions } from "./optimisers.ts";

/** The learning rate of a step as a share of the optimiser's. */
export interface Schedule {
  readonly options: Readonly<Record<string, OptionValue | undefined>>;
  /** `at` counts steps from 0; `total` are those of the whole training, `anEpoch` those of one epoch. */
  readonly factor: (at: number, total: number, anEpoch: number) => number;
}

interface ScheduleKind {
  readonly name: string;
  readonly summary: string;
  readonly prepare: (given: LayerOptions) => Schedule;
}

/** The way after the warm-up: `done` grows from 0 to 1, `epochs` counts those behind, with fractions. */
type Way<Options> = (options: Options, done: number, epochs: number) => number;

const WARM_UP = { warmUpSteps: integer(0, 1_000_000_000, 0) };

function define<Of extends Checks>(name: string, summary: string, checks: Of, way: Way<Checked<Of>>): ScheduleKind {
  const all: Of & typeof WARM_UP = { ...WARM_UP, ...checks };
  return {
    name,
    summary,
    prepare: (given) => {
      const options = checkOptions("schedule", name, all, given);
      const { warmUpSteps } = options;
      const factor = (at: number, total: number, anEpoch: number): number => {
        if (at < warmUpSteps) return (at + 1) / (warmUpSteps + 1);
        const since = at - warmUpSteps;
        return way(options, since / Math.max(1, total - warmUpSteps), since / anEpoch);
      };
      return { options: { name, ...options }, factor };
    },
  };
}

const END = { end: number(0, 1, 0) };

/** Every schedule; each may begin with a linear warm-up. A new one is an entry here. */
export const SCHEDULES: readonly ScheduleKind[] = [
  define("constant", "the same rate for every step", {}, () => 1),
  define("linear", "falls evenly to `end` of the rate", END, ({ end }, done) => 1 - done * (1 - end)),
  define(
    "cosine",
    "falls along half a cosine to `end` of the rate (Loshchilov & Hutter 2017)",
    END,
    ({ end }, done) => {
      return end + ((1 - end) * (1 + cosOfTurns(done / 2))) / 2;
    },
  ),
  define(
    "exponential",
    "times `perEpoch` after every epoch",
    { perEpoch: number(0, 1, 0.95) },
    ({ perEpoch }, _, epochs) => {
      return perEpoch ** Math.floor(epochs);
    },
  ),
];

export const scheduleOf = ({ name, ...options }: NamedOptions): Schedule =>
  entryOf("schedule.name", SCHEDULES, name).prepare(options);
