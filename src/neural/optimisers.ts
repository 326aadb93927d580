import { adamStep } from "../kernels/reference/neural-optimise.ts";
import type { LoadedBatch } from "./batch.ts";
import {
  type Checked,
  type Checks,
  checkOptions,
  entryOf,
  flag,
  type LayerOptions,
  number,
  type OptionValue,
} from "./layer.ts";
import { integersAt, type NeuralMath } from "./math.ts";
import type { Plan, PlannedParameter } from "./plan.ts";

/** `name` says which of the list; the others are its options: `{ name: "adam", learningRate: 0.002 }`. */
export type NamedOptions = LayerOptions & { readonly name: string };

/** Moves one parameter by its gradient, of a table the first `rows` of the batch's different rows. Steps count from 1. */
type Move = (math: NeuralMath, parameter: PlannedParameter, rows: number, learningRate: number, step: number) => void;

export interface Optimiser {
  /** All of them, defaults included. */
  readonly options: Readonly<Record<string, OptionValue | undefined>>;
  readonly learningRate: number;
  /** How many numbers it keeps for each parameter. */
  readonly states: number;
  readonly move: Move;
}

interface OptimiserKind {
  readonly name: string;
  readonly summary: string;
  readonly prepare: (given: LayerOptions) => Optimiser;
}

const below1 = (byDefault: number) => number(0, 1 - 1e-9, byDefault);
const learningRate = (byDefault: number) => number(1e-10, 1000, byDefault);
const ADAM = {
  learningRate: learningRate(0.001),
  beta1: below1(0.9),
  beta2: below1(0.999),
  epsilon: number(1e-12, 1, 1e-7),
};

function define<Of extends Checks>(
  name: string,
  summary: string,
  checks: Of & typeof RATE,
  prepare: (options: Checked<Of & typeof RATE>) => Pick<Optimiser, "states" | "move">,
): OptimiserKind {
  return {
    name,
    summary,
    prepare: (given) => {
      const options = checkOptions("optimiser", name, checks, given);
      return { options: { name, ...options }, learningRate: options.learningRate, ...prepare(options) };
    },
  };
}
const RATE = { learningRate: learningRate(0.001) };

/** Penalties are l2 · Σ p², those of the kernels ½ l2 · Σ p². */
const penalty = ({ spec }: PlannedParameter): number => 2 * (spec.l2 ?? 0);

type AdamOptions = Checked<typeof ADAM> & { readonly decay: number };

const moveByMoments =
  ({ beta1, beta2, epsilon, decay }: AdamOptions): Move =>
  (math, parameter, rows, learningRate, step) => {
    const { pointer, gradient, count, group, stride, spec, states, lastSteps } = parameter;
    const [m = 0, v = 0] = states;
    const folded = adamStep(learningRate, beta1, beta2, epsilon, step);
    // Biases, scales and shifts do not decay.
    const shrink = spec.initial.kind === "constant" ? 0 : learningRate * decay;
    const last = [folded.rate, beta1, beta2, folded.epsilon, penalty(parameter), shrink] as const;
    if (group === undefined) math.adam(count, pointer, gradient, m, v, ...last);
    else
      math.adamRows(rows, group.rows, spec.columns, pointer, stride, gradient, stride, m, v, lastSteps, step, ...last);
  };

/** Every optimiser. Rows of tables move when a batch touches them, and at no other time. A new one is an entry here. */
export const OPTIMISERS: readonly OptimiserKind[] = [
  define("adam", "steps by running moments of the gradient (Kingma & Ba 2015)", ADAM, (options) => ({
    states: 2,
    move: moveByMoments({ ...options, decay: 0 }),
  })),
  define(
    "adamw",
    "Adam, and weights shrink by learningRate · decay in each step (Loshchilov & Hutter 2019)",
    { ...ADAM, decay: number(0, 1, 0.01) },
    (options) => ({ states: 2, move: moveByMoments(options) }),
  ),
  define(
    "sgd",
    "gradient descent, with momentum where wanted",
    { learningRate: learningRate(0.01), momentum: below1(0), nesterov: flag(false) },
    ({ momentum, nesterov }) => ({
      states: momentum > 0 ? 1 : 0,
      move: (math, parameter, rows, learningRate, step) => {
        const { pointer, gradient, count, group, stride, spec, states, lastSteps } = parameter;
        const [velocity = 0] = states;
        const last = [learningRate, momentum, penalty(parameter), nesterov] as const;
        if (group === undefined) math.sgd(count, pointer, gradient, velocity, ...last);
        else
          math.sgdRows(
            rows,
            group.rows,
            spec.columns,
            pointer,
            stride,
            gradient,
            stride,
            velocity,
            lastSteps,
            step,
            ...last,
          );
      },
    }),
  ),
];

export const optimiserOf = ({ name, ...options }: NamedOptions): Optimiser =>
  entryOf("optimiser.name", OPTIMISERS, name).prepare(options);

/** Σ l2 · p² of dense parameters with a penalty. */
export function densePenalty(plan: Plan, math: NeuralMath): number {
  const own = plan.parameters.filter(({ spec, group }) => (spec.l2 ?? 0) > 0 && group === undefined);
  return own.reduce((sum, { spec, count, pointer }) => sum + (spec.l2 ?? 0) * math.sumSquares(count, pointer), 0);
}

/** The same of the rows of tables that a batch touches: its step makes these small, and no others. */
export function touchedPenalty(plan: Plan, math: NeuralMath, { touched }: LoadedBatch): number {
  let penalty = 0;
  for (const { spec, group, pointer, stride } of plan.parameters) {
    if (group === undefined || !((spec.l2 ?? 0) > 0)) continue;
    const rows = integersAt(math, group.rows, touched.get(group) ?? 0);
    let squares = 0;
    for (const row of rows) squares += math.sumSquares(stride, pointer + row * stride * math.realBytes);
    penalty += (spec.l2 ?? 0) * squares;
  }
  return penalty;
}
