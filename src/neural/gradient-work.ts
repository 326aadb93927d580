import type { LoadedBatch } from "./batch.ts";
import { ALONE, type Crew, type Work } from "./jobs.ts";
import type { NeuralMath } from "./math.ts";
import type { Optimiser } from "./optimisers.ts";
import { sliceOf } from "./parts.ts";
import { PARTS, type Plan, type PlannedParameter } from "./plan.ts";

/** A parameter, or a slice of one, with the rows that the batch has of its table. */
interface Moved {
  readonly parameter: PlannedParameter;
  readonly rows: number;
}

/** What the batch has gradients of. */
const movedBy = ({ parameters }: Plan, { touched }: LoadedBatch): Moved[] =>
  parameters
    .filter(({ spec }) => spec.kind !== "statistic")
    .map((parameter) => ({ parameter, rows: parameter.group === undefined ? 0 : (touched.get(parameter.group) ?? 0) }));

/** Numbers of a gradient. */
const lengthOf = ({ parameter: { group, count, stride }, rows }: Moved): number =>
  group === undefined ? count : rows * stride;

/** A slice: of a dense parameter some numbers, of a table some of the batch's rows. */
function cut({ parameter, rows }: Moved, slice: number, realBytes: number): Moved {
  const { group, stride, count, gradient, pointer, states } = parameter;
  if (group === undefined) {
    const own = sliceOf(count, slice, 16);
    const at = (whole: number) => whole + own.begin * realBytes;
    const moved = { pointer: at(pointer), gradient: at(gradient), states: states.map(at), count: own.count };
    return { parameter: { ...parameter, ...moved }, rows };
  }
  const own = sliceOf(rows, slice, 4);
  return {
    parameter: {
      ...parameter,
      gradient: gradient + own.begin * stride * realBytes,
      group: { ...group, rows: group.rows + own.begin * 4 },
    },
    rows: own.count,
  };
}

/** What is done with the gradients of a batch; units are slices. */
export function createGradientWork(
  plan: Plan,
  math: NeuralMath,
  optimiser?: Optimiser,
): Readonly<Record<"squares" | "scale" | "move", Work>> {
  const slices = (batch: LoadedBatch, slice: number): Moved[] =>
    movedBy(plan, batch).map((moved) => cut(moved, slice, math.realBytes));
  return {
    squares({ batch }, slice) {
      const own = slices(batch, slice).map((moved) => math.sumSquares(lengthOf(moved), moved.parameter.gradient));
      sumsAt(plan, math)[slice] = own.reduce((sum, one) => sum + one, 0);
    },
    scale({ batch, factor = 1 }, slice) {
      for (const moved of slices(batch, slice)) {
        const { gradient } = moved.parameter;
        math.scaleVector(lengthOf(moved), factor, gradient, gradient);
      }
    },
    move({ batch, seed, factor = 0 }, slice) {
      for (const { parameter, rows } of slices(batch, slice)) {
        optimiser?.move(math, parameter, rows, factor, seed?.step ?? 1);
      }
    },
  };
}

/** f64[PARTS]: what each part or slice has summed up. A view. */
export const sumsAt = ({ sums }: Plan, { memory }: NeuralMath): Float64Array =>
  new Float64Array(memory.buffer, sums, PARTS);

/** About how long the optimiser takes: some nanoseconds for each number, which wait for memory or, in tables, for their row. */
const nanosecondsOf = (plan: Plan, batch: LoadedBatch): number =>
  3 * movedBy(plan, batch).reduce((sum, moved) => sum + lengthOf(moved), 0);

/** Moves all that a batch has gradients of. */
export function applyGradients(
  plan: Plan,
  math: NeuralMath,
  optimiser: Optimiser,
  batch: LoadedBatch,
  learningRate: number,
  step: number,
  crew: Crew = ALONE,
): void {
  const { move } = createGradientWork(plan, math, optimiser);
  const job = { task: "move", batch, seed: { seed: 0, step }, factor: learningRate } as const;
  crew(job, PARTS, nanosecondsOf(plan, batch), move);
}

/** Scales all gradients of a batch so that their Euclidean norm, penalties left out, is at most `most` (Pascanu et al. 2013). */
export function clipGradients(plan: Plan, math: NeuralMath, batch: LoadedBatch, most: number, crew = ALONE): void {
  const { squares, scale } = createGradientWork(plan, math);
  const nanoseconds = nanosecondsOf(plan, batch) / 3;
  crew({ task: "squares", batch }, PARTS, nanoseconds, squares);
  const norm = Math.sqrt(sumsAt(plan, math).reduce((sum, one) => sum + one, 0));
  if (norm > most) crew({ task: "scale", batch, factor: most / norm }, PARTS, nanoseconds, scale);
}
