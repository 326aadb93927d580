import type { LoadedBatch } from "./batch.ts";
import type { Job, Work } from "./jobs.ts";
import { type NeuralMath, type Pointer, padded, realsAt } from "./math.ts";
import { type Part, sliceOf } from "./parts.ts";
import type { Plan, PlannedNode, PlannedOperand } from "./plan.ts";
import { createRuns } from "./runs.ts";

/**
 * What layers and the loss do with a batch. Units of `forward` and `backward` are the parts of the candidates, of `rows`,
 * which goes forward, to the loss and back, those of the rows, and of `sum` slices of gradients.
 */
export function createLayerWork(
  plan: Plan,
  math: NeuralMath,
): Readonly<Record<"forward" | "rows" | "backward" | "sum", Work>> {
  const { stages, rowsOf, partsOf, outputOf, runOf } = createRuns(plan, math);
  const wayBack = {
    candidate: stages.candidate.filter(({ gradient }) => gradient !== 0).reverse(),
    row: stages.row.filter(({ gradient }) => gradient !== 0).reverse(),
  };
  const forward = (stage: readonly PlannedNode[], { batch, seed }: Job, part: Part): void => {
    for (const node of stage) node.prepared.forward(runOf(node, batch, part, seed));
  };
  const backward = (stage: readonly PlannedNode[], { batch, seed }: Job, part: Part): void => {
    for (const node of stage) node.prepared.backward?.(runOf(node, batch, part, seed));
  };

  const lossOf = ({ loss, batch, seed, factor = 0 }: Job, part: Part): void => {
    if (loss === undefined) return;
    const { targets } = plan;
    const { rows, columns, stride, value, gradient } = outputOf(plan.output, batch, part);
    const skipped = part.begin * stride * math.realBytes;
    new Float64Array(math.memory.buffer, plan.sums)[part.number] = loss.sum({
      math,
      rows,
      columns,
      stride,
      outputs: value,
      gradients: seed === undefined ? 0 : gradient,
      scale: factor,
      targets: targets.matrix + skipped,
      weights: batch.hasWeights ? targets.weights + skipped : 0,
      offsets: targets.offsets + part.begin * 4,
      indices: targets.indices,
      values: targets.values,
    });
  };

  /** Gradients of tables are added to. */
  const clearTables = ({ touched }: LoadedBatch, { number }: Part, parts: number): void => {
    for (const { group, gradient, stride } of plan.parameters) {
      if (group === undefined) continue;
      const rows = touched.get(group) ?? 0;
      const [begin, end] = [Math.floor((rows * number) / parts), Math.floor((rows * (number + 1)) / parts)];
      realsAt(math, gradient + begin * stride * math.realBytes, (end - begin) * stride).fill(0);
    }
  };

  /** Adds up a slice of what each part has left, in the order of the parts. */
  const addParts = (first: Pointer, step: number, count: number, slice: number, parts: readonly Part[]): void => {
    if (step === 0) return;
    const own = sliceOf(count, slice, 16);
    const begin = first + own.begin * math.realBytes;
    for (const { number } of parts.slice(1)) math.addVector(own.count, 1, begin + number * step, begin);
  };
  const addCandidates = (operand: PlannedOperand, batch: LoadedBatch, slice: number, parts: readonly Part[]): void => {
    const { from, partGradients, partStep, accumulates } = operand;
    if (partGradients === 0 || !("gradient" in from)) return;
    const columns = Number(from.shape.width);
    const stride = padded(columns);
    const own = sliceOf(rowsOf(from, batch), slice, 1);
    const skipped = own.begin * stride * math.realBytes;
    const begin = partGradients + skipped;
    for (const { number } of parts.slice(1)) math.addVector(own.count * stride, 1, begin + number * partStep, begin);
    math.copyRows(own.count, columns, begin, stride, accumulates, from.gradient + skipped, stride);
  };
  /** Has a slice of the columns gathered. */
  const gather = (node: PlannedNode, { batch, seed }: Job, slice: number, parts: readonly Part[]): void => {
    if (node.prepared.gather === undefined) return;
    const run = runOf(node, batch, undefined, seed);
    const { begin, count } = sliceOf(run.output.columns, slice, 16);
    if (count === 0) return;
    const skipped = begin * math.realBytes;
    const { value, gradient } = run.output;
    node.prepared.gather({
      math,
      inputs: run.inputs,
      output: { ...run.output, columns: count, value: value + skipped, gradient: gradient + skipped },
      parameters: run.parameters.map((pointer) => pointer + skipped),
      gradients: run.gradients.map((pointer) => pointer + skipped),
      // Where parts keep their terms side by side, columns are not what is cut.
      kept: parts.map(({ number }) => node.kept + (node.keptStep === 0 ? 0 : number * node.keptStep + skipped)),
    });
  };

  return {
    forward: (job, unit) => forward(stages.candidate, job, partsOf(stages.candidate, job.batch)[unit]!),
    backward: (job, unit) => backward(wayBack.candidate, job, partsOf(stages.candidate, job.batch)[unit]!),
    rows(job, unit) {
      const parts = partsOf(stages.row, job.batch);
      const part = parts[unit]!;
      forward(stages.row, job, part);
      lossOf(job, part);
      if (job.seed === undefined) return;
      clearTables(job.batch, part, parts.length);
      backward(wayBack.row, job, part);
    },
    sum(job, slice) {
      const stage = wayBack[job.per ?? "row"];
      const parts = partsOf(stage, job.batch);
      for (const node of stage) {
        for (const [place, { gradient, gradientStep, count }] of node.parameters.entries()) {
          if (node.addsTo[place]) continue;
          addParts(gradient, gradientStep, count, slice, parts);
        }
        for (const input of node.inputs) addCandidates(input, job.batch, slice, parts);
        gather(node, job, slice, parts);
      }
    },
  };
}
