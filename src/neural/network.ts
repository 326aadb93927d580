import { createRandom, hashText, mixHashes } from "../random.ts";
import { type Batch, createLoader, type LoadedBatch } from "./batch.ts";
import type { Operand, Run } from "./layer.ts";
import type { Loss } from "./losses.ts";
import { type NeuralMath, type Pointer, padded, type Reals, realsAt } from "./math.ts";
import { PARTS, type Plan, type PlannedNode, type PlannedOperand, type PlannedParameter } from "./plan.ts";

/** Where random numbers of a step come from. */
export interface StepSeed {
  readonly seed: number;
  readonly step: number;
}

/** A network in its memory. One batch at a time. */
export interface Network {
  readonly plan: Plan;
  readonly math: NeuralMath;
  /** Gives every parameter its first numbers: each has a stream of its own. */
  initialise(seed: number): void;
  /** The numbers of a parameter, rows × columns without padding: a copy. */
  weights(name: string): Reals;
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

/** Rows [begin, begin + rows) of a batch. */
interface Part {
  readonly number: number;
  readonly begin: number;
  readonly rows: number;
}

/** A part has at least so many rows where a batch has several: products of fewer are slow, and so are their statistics. */
const PART_ROWS = 32;

/** Cuts rows into parts, by their number alone. Parts begin at multiples of 4. */
export function cutRows(rows: number): Part[] {
  const count = Math.max(1, Math.min(PARTS, Math.floor(rows / PART_ROWS)));
  const size = Math.ceil(rows / count / 4) * 4;
  return Array.from({ length: Math.ceil(rows / size) }, (_, number) => {
    const begin = number * size;
    return { number, begin, rows: Math.min(size, rows - begin) };
  });
}

/** Independent uses of one seed. */
export const STREAMS = { weights: 1, layers: 2, order: 3, draws: 4, split: 5, validation: 6 } as const;

/** Works on every part, in any order or at once: parts write to places of their own, and sums are made afterwards. */
type Parts = (parts: readonly Part[], work: (part: Part) => void) => void;

/** `math` has at least `plan.bytes` of memory, all zero. */
export function createNetwork(
  plan: Plan,
  math: NeuralMath,
  eachPart: Parts = (parts, work) => parts.forEach(work),
): Network {
  const load = createLoader(plan, math);
  const stages = (["candidate", "row"] as const).map((per) => plan.nodes.filter(({ shape }) => shape.per === per));
  const streams = new Map(plan.nodes.map(({ name }) => [name, hashText(name)]));
  const rowsOf = ({ shape }: { shape: PlannedNode["shape"] }, batch: LoadedBatch): number =>
    shape.per === "row" ? batch.rows : batch.candidates;
  const partsOf = (stage: readonly PlannedNode[], batch: LoadedBatch): Part[] =>
    stage[0] === undefined ? [] : cutRows(rowsOf(stage[0], batch));

  const operand = (
    planned: Pick<PlannedOperand, "from"> & Partial<PlannedOperand>,
    batch: LoadedBatch,
    part: Part,
    per: string,
  ): Operand => {
    const { from, slots = 0, accumulates = false, partGradients = 0, partStep = 0 } = planned;
    const { shape } = from;
    // Candidates are read as a whole by every part of the rows.
    const crosses = shape.per !== per;
    const [begin, rows] = crosses ? [0, rowsOf(from, batch)] : [part.begin, part.rows];
    const columns = shape.width === "candidates" ? batch.candidates : shape.width;
    const isMatrix = shape.kind === "reals";
    const stride = isMatrix ? padded(columns) : 0;
    const skipped = begin * stride * math.realBytes;
    const gradient = "gradient" in from && from.gradient !== 0 ? from.gradient + skipped : 0;
    const ints = "indices" in from ? from : { indices: 0, offsets: 0 };
    const first = shape.kind === "index" ? begin * 4 : 0;
    return {
      rows,
      columns,
      stride,
      accumulates: accumulates && !crosses,
      value: from.value + skipped,
      gradient: crosses && partGradients !== 0 ? partGradients + part.number * partStep : gradient,
      indices: ints.indices + first,
      slots: slots + first,
      offsets: ints.offsets + begin * 4,
      values: from.value,
    };
  };
  const runOf = (node: PlannedNode, batch: LoadedBatch, part: Part, training: StepSeed | undefined): Run => ({
    math,
    training: training !== undefined,
    inputs: node.inputs.map((input) => operand(input, batch, part, node.shape.per)),
    output: operand({ from: node }, batch, part, node.shape.per),
    parameters: node.parameters.map(({ pointer }) => pointer),
    gradients: node.parameters.map(({ gradient, gradientStep }) => gradient + part.number * gradientStep),
    kept: node.kept + part.number * node.keptStep,
    seed: training?.seed ?? 0,
    stream: training === undefined ? 0 : mixHashes(mixHashes(training.step, STREAMS.layers), streams.get(node.name)!),
    firstRow: part.begin,
    batchRows: rowsOf(node, batch),
    step: training?.step ?? 0,
  });

  const forward = (batch: LoadedBatch, training: StepSeed | undefined): void => {
    for (const stage of stages) {
      eachPart(partsOf(stage, batch), (part) => {
        for (const node of stage) node.prepared.forward(runOf(node, batch, part, training));
      });
    }
  };

  const ownLosses = (batch: LoadedBatch, training: StepSeed | undefined): number => {
    let mean = 0;
    for (const node of plan.nodes) {
      const { loss } = node.prepared;
      if (loss === undefined) continue;
      const rows = rowsOf(node, batch);
      for (const part of cutRows(rows)) mean += loss(runOf(node, batch, part, training)) / rows;
    }
    return mean;
  };
  const lossOf = (loss: Loss, batch: LoadedBatch, training: StepSeed | undefined): { mean: number; terms: number } => {
    const { targets } = plan;
    const terms = loss.terms(batch);
    let sum = 0;
    for (const part of cutRows(batch.rows)) {
      const { rows, columns, stride, value, gradient } = operand({ from: plan.output }, batch, part, "row");
      const skipped = part.begin * stride * math.realBytes;
      sum += loss.sum({
        math,
        rows,
        columns,
        stride,
        outputs: value,
        gradients: training === undefined ? 0 : gradient,
        scale: terms > 0 ? 1 / terms : 0,
        targets: targets.matrix + skipped,
        weights: batch.hasWeights ? targets.weights + skipped : 0,
        offsets: targets.offsets + part.begin * 4,
        indices: targets.indices,
        values: targets.values,
      });
    }
    return { mean: (terms > 0 ? sum / terms : 0) + ownLosses(batch, training), terms };
  };

  const backward = (batch: LoadedBatch, seed: StepSeed): void => {
    for (const { group, gradient, stride } of plan.parameters) {
      if (group !== undefined) realsAt(math, gradient, (batch.touched.get(group) ?? 0) * stride).fill(0);
    }
    for (const stage of [...stages].reverse()) {
      const parts = partsOf(stage, batch);
      const trained = stage.filter(({ gradient }) => gradient !== 0).reverse();
      eachPart(parts, (part) => {
        for (const node of trained) node.prepared.backward?.(runOf(node, batch, part, seed));
      });
      // Sums over parts, in their order.
      for (const node of trained) {
        for (const parameter of node.parameters)
          addParts(parameter.gradient, parameter.gradientStep, parameter.count, parts);
        for (const input of node.inputs) addCandidates(input, batch, parts);
        node.prepared.gather?.({
          ...runOf(node, batch, { number: 0, begin: 0, rows: rowsOf(node, batch) }, seed),
          kept: parts.map(({ number }) => node.kept + number * node.keptStep),
        });
      }
    }
  };
  const addParts = (first: Pointer, step: number, count: number, parts: readonly Part[]): void => {
    if (step === 0) return;
    for (const { number } of parts.slice(1)) math.addVector(count, 1, first + number * step, first);
  };
  const addCandidates = (
    { from, partGradients, partStep, accumulates }: PlannedOperand,
    batch: LoadedBatch,
    parts: readonly Part[],
  ): void => {
    if (partGradients === 0 || !("gradient" in from)) return;
    const [rows, columns] = [rowsOf(from, batch), Number(from.shape.width)];
    const stride = padded(columns);
    addParts(partGradients, partStep, rows * stride, parts);
    math.copyRows(rows, columns, partGradients, stride, accumulates, from.gradient, stride);
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
      const own = realsAt(math, pointer, spec.rows * stride);
      for (let row = 0; row < spec.rows; row++) {
        own.set(values.subarray(row * spec.columns, (row + 1) * spec.columns), row * stride);
      }
    },
    predict(given) {
      const batch = load(given, true);
      forward(batch, undefined);
      const all: Part = { number: 0, begin: 0, rows: batch.rows };
      const { rows, columns, stride, value } = operand({ from: plan.output }, batch, all, "row");
      return copyOut(value, rows, columns, stride);
    },
    evaluate(given, loss) {
      const batch = load(given);
      forward(batch, undefined);
      return lossOf(loss, batch, undefined);
    },
    differentiate(given, loss, seed) {
      const batch = load(given);
      forward(batch, seed);
      const { mean } = lossOf(loss, batch, seed);
      backward(batch, seed);
      return { mean, batch };
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
