import { createRandom, hashText, mixHashes } from "../random.ts";
import { type Batch, createLoader, type LoadedBatch } from "./batch.ts";
import { sumsAt } from "./gradient-work.ts";
import { ALONE, type Crew, type Job, type StepSeed } from "./jobs.ts";
import { createLayerWork } from "./layer-work.ts";
import type { Loss } from "./losses.ts";
import { type NeuralMath, type Pointer, type Reals, realsAt } from "./math.ts";
import { PARTS, type Plan, type PlannedParameter } from "./plan.ts";
import { createRuns } from "./runs.ts";
import { createSizes } from "./sizes.ts";
import { STREAMS } from "./streams.ts";

/** A network in its memory. One batch at a time. */
export interface Network {
  readonly plan: Plan;
  readonly math: NeuralMath;
  /** Gives every parameter its first numbers: each has a stream of its own. */
  initialise(seed: number): void;
  /** The numbers of a parameter, rows × columns without padding: a copy. */
  weights(name: string): Reals;
  /** Sets them, from as many rows or more. Throws RangeError where there are fewer. */
  setWeights(name: string, values: Reals): void;
  /** The output for a batch: rows × columns, a copy. */
  predict(batch: Batch): Reals;
  /** The mean loss of a batch, and how many terms it is the mean of. */
  evaluate(batch: Batch, loss: Loss): { readonly mean: number; readonly terms: number };
  /** Forward and backward: the mean loss, and gradients in their places. Statistics move. */
  differentiate(batch: Batch, loss: Loss, seed: StepSeed): { readonly mean: number; readonly batch: LoadedBatch };
  /** The gradient that `differentiate` has left: as `weights`, zero in rows of tables that it has not touched. */
  gradients(name: string, batch: LoadedBatch): Reals;
}

/** `math` has at least `plan.bytes` of memory, all zero. The result does not depend on the crew. */
export function createNetwork(plan: Plan, math: NeuralMath, crew: Crew = ALONE): Network {
  const load = createLoader(plan, math);
  const { stages, rowsOf, partsOf, outputOf, runOf } = createRuns(plan, math);
  const work = createLayerWork(plan, math);
  const sizes = createSizes(plan);
  const run = (job: Job & { readonly task: keyof typeof work }, units: number, nanoseconds: number): void =>
    crew(job, units, nanoseconds, work[job.task]);

  /** Forward to the output, or to the loss, of which it returns the mean; with a seed backward too. */
  const pass = (
    batch: LoadedBatch,
    loss?: Loss,
    seed?: StepSeed,
  ): { readonly mean: number; readonly terms: number } => {
    const terms = loss?.terms(batch) ?? 0;
    const candidateParts = partsOf(stages.candidate, batch).length;
    const rowParts = partsOf(stages.row, batch).length;
    run({ task: "forward", batch, seed }, candidateParts, sizes.forward("candidate", batch));
    const factor = terms > 0 ? 1 / terms : 0;
    const forward = sizes.forward("row", batch);
    run({ task: "rows", batch, seed, loss, factor }, rowParts, seed === undefined ? forward : 3 * forward);
    const sum = sumsAt(plan, math)
      .subarray(0, rowParts)
      .reduce((all, one) => all + one, 0);
    if (seed !== undefined) {
      run({ task: "sum", per: "row", batch, seed }, PARTS, sizes.sum("row", batch, rowParts));
      run({ task: "backward", batch, seed }, candidateParts, 2 * sizes.forward("candidate", batch));
      run({ task: "sum", per: "candidate", batch, seed }, PARTS, sizes.sum("candidate", batch, candidateParts));
    }
    return { mean: (terms > 0 ? sum / terms : 0) + (loss === undefined ? 0 : ownLosses(batch, seed)), terms };
  };
  /** What layers add to the mean loss. */
  const ownLosses = (batch: LoadedBatch, seed: StepSeed | undefined): number => {
    let mean = 0;
    for (const node of plan.nodes) {
      const { loss } = node.prepared;
      if (loss === undefined) continue;
      for (const part of partsOf([node], batch)) mean += loss(runOf(node, batch, part, seed)) / rowsOf(node, batch);
    }
    return mean;
  };

  const parameterOf = (name: string): PlannedParameter => {
    const found = plan.parameters.find((parameter) => parameter.name === name);
    if (found !== undefined) return found;
    throw new RangeError(`weights: expected one of ${plan.parameters.map((one) => one.name).join(", ")}; got ${name}`);
  };
  const copyOut = (pointer: Pointer, rows: number, columns: number, stride: number): Reals => {
    const all = realsAt(math, pointer, rows * stride);
    const out = math.realBytes === 4 ? new Float32Array(rows * columns) : new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++) out.set(all.subarray(row * stride, row * stride + columns), row * columns);
    return out;
  };

  return {
    plan,
    math,
    initialise(seed) {
      for (const { name, spec, pointer, stride } of plan.parameters) {
        const random = createRandom(seed, mixHashes(STREAMS.weights, hashText(name)));
        const { initial, rows, columns } = spec;
        const own = realsAt(math, pointer, rows * stride);
        const draw = {
          uniform: (bound: number) => bound * (2 * random.nextFloat() - 1),
          normal: (deviation: number) => deviation * random.nextGaussian(),
          constant: (value: number) => value,
        }[initial.kind];
        const size =
          initial.kind === "uniform" ? initial.bound : initial.kind === "normal" ? initial.deviation : initial.value;
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) own[row * stride + column] = draw(size);
        }
      }
    },
    weights(name) {
      const { pointer, spec, stride } = parameterOf(name);
      return copyOut(pointer, spec.rows, spec.columns, stride);
    },
    setWeights(name, values) {
      const { pointer, spec, stride } = parameterOf(name);
      if (values.length < spec.rows * spec.columns) {
        throw new RangeError(`${name}: expected ${spec.rows} × ${spec.columns} weights, got ${values.length}`);
      }
      const own = realsAt(math, pointer, spec.rows * stride);
      for (let row = 0; row < spec.rows; row++) {
        own.set(values.subarray(row * spec.columns, (row + 1) * spec.columns), row * stride);
      }
    },
    predict(given) {
      const batch = load(given, true);
      pass(batch);
      const all = { number: 0, begin: 0, rows: batch.rows };
      const { rows, columns, stride, value } = outputOf(plan.output, batch, all);
      return copyOut(value, rows, columns, stride);
    },
    evaluate: (given, loss) => pass(load(given), loss),
    differentiate(given, loss, seed) {
      const batch = load(given);
      return { mean: pass(batch, loss, seed).mean, batch };
    },
    gradients(name, batch) {
      const { gradient, spec, stride, group } = parameterOf(name);
      if (group === undefined) return copyOut(gradient, spec.rows, spec.columns, stride);
      const out = new Float64Array(spec.rows * spec.columns);
      const touched = batch.touched.get(group) ?? 0;
      const rows = new Uint32Array(math.memory.buffer, group.rows, touched);
      for (const [slot, row] of rows.entries()) {
        out.set(realsAt(math, gradient + slot * stride * math.realBytes, spec.columns), row * spec.columns);
      }
      return out;
    },
  };
}
