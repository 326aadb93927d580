import { checkInteger, checkLength, offsetFault, show } from "../check.ts";
import { integersAt, type NeuralMath, padded, type Reals, realsAt } from "./math.ts";
import type { Plan, PlannedInput, RowGroup } from "./plan.ts";

/** Rows to train on or to ask about. */
export interface Batch {
  readonly rows: number;
  readonly candidates?: number;
  /** By the network's names: Uint32Array for `index`, Terms for `terms`, rows × width numbers for `reals`. */
  readonly inputs: Readonly<Record<string, Uint32Array | Terms | Reals>>;
  readonly targets?: RealTargets | Terms | undefined;
}

/** Entries of rows: offsets[rows + 1] into indices and values; without values 1 each. */
export interface Terms {
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly values?: Reals | undefined;
}

/** rows × columns of the output. A weight of 0 leaves a target out; without weights each counts 1. */
export interface RealTargets {
  readonly values: Reals;
  readonly weights?: Reals | undefined;
}

/** What is known of a batch that lies in the memory. */
export interface LoadedBatch {
  readonly rows: number;
  readonly candidates: number;
  /** Of all inputs together. */
  readonly terms: number;
  /** Sum of the weights of targets; of target items, how many rows have some. */
  readonly weight: number;
  readonly hasWeights: boolean;
  /** How many different rows of tables it touches. */
  readonly touched: ReadonlyMap<RowGroup, number>;
}

/**
 * Copies batches into the memory of a plan; `isAsked` where only the output is asked for, and targets are not read. Throws
 * RangeError or TypeError for a batch that does not fit.
 */
export function createLoader(plan: Plan, math: NeuralMath): (batch: Batch, isAsked?: boolean) => LoadedBatch {
  const { limits, inputs, groups } = plan;
  const numbers = new Map(groups.map((group) => [group, new Uint32Array(group.tableRows)]));
  return ({ rows, candidates = 0, inputs: given, targets }, isAsked = false) => {
    checkInteger("batch.rows", rows, 1, limits.rows);
    if (rows % plan.together !== 0) {
      throw new RangeError(`batch.rows: expected a multiple of ${plan.together}, whole sequences, got ${rows}`);
    }
    checkInteger("batch.candidates", candidates, limits.candidates > 0 ? 1 : 0, limits.candidates);
    const counts = new Map<PlannedInput, number>();
    for (const input of inputs) {
      const { name, per } = input.shape;
      counts.set(input, loadInput(math, limits.entries, input, per === "row" ? rows : candidates, given[name]));
    }
    const touched = new Map(groups.map((group) => [group, numberRows(math, group, counts, numbers.get(group)!)]));
    const weight = isAsked ? 0 : loadTargets(plan, math, rows, candidates, targets);
    const hasWeights = !isAsked && targets !== undefined && "weights" in targets && targets.weights !== undefined;
    const terms = inputs.reduce((sum, input) => sum + (input.shape.kind === "terms" ? counts.get(input)! : 0), 0);
    return { rows, candidates, terms, weight, hasWeights, touched };
  };
}

/** Returns how many indices there are. */
function loadInput(
  math: NeuralMath,
  entries: number,
  { shape: { name, kind, width }, value, stride, indices, offsets }: PlannedInput,
  rows: number,
  given: Uint32Array | Terms | Reals | undefined,
): number {
  const isRight = kind === "reals" ? isReals(given) : kind === "index" ? given instanceof Uint32Array : isTerms(given);
  if (!isRight || given === undefined) {
    const expected = { reals: "numbers", index: "a Uint32Array", terms: "offsets and indices" }[kind];
    throw new TypeError(`batch.inputs.${name}: expected ${expected}, got ${show(given)}`);
  }
  if (isTerms(given))
    return loadTerms(math, `batch.inputs.${name}`, rows, Number(width), entries, given, offsets, indices, value);
  if (given instanceof Uint32Array) {
    checkLength(`batch.inputs.${name}`, given.length, rows);
    checkBelow(`batch.inputs.${name}`, given, Number(width));
    integersAt(math, indices, rows).set(given);
    return rows;
  }
  checkFinite(`batch.inputs.${name}`, given);
  copyIn(math, `batch.inputs.${name}`, given, rows, Number(width), value, stride);
  return 0;
}

function loadTerms(
  math: NeuralMath,
  at: string,
  rows: number,
  count: number,
  most: number,
  { offsets, indices, values }: Terms,
  offsetsAt: number,
  indicesAt: number,
  valuesAt: number,
): number {
  checkLength(`${at}.offsets`, offsets.length, rows + 1);
  const fault = offsetFault(offsets, indices.length);
  if (fault !== undefined) throw new RangeError(`${at}.offsets: ${fault}`);
  checkInteger(`${at}.indices.length`, indices.length, 0, most);
  checkBelow(`${at}.indices`, indices, count);
  integersAt(math, offsetsAt, rows + 1).set(offsets);
  integersAt(math, indicesAt, indices.length).set(indices);
  const own = realsAt(math, valuesAt, indices.length);
  if (values === undefined) own.fill(1);
  else {
    checkLength(`${at}.values`, values.length, indices.length);
    checkFinite(`${at}.values`, values);
    own.set(values);
  }
  return indices.length;
}

/** Returns the sum of the weights of targets. */
function loadTargets(
  plan: Plan,
  math: NeuralMath,
  rows: number,
  candidates: number,
  targets: RealTargets | Terms | undefined,
): number {
  const { matrix, weights, offsets, indices, values } = plan.targets;
  const { width } = plan.output.shape;
  const columns = width === "candidates" ? candidates : width;
  const expected = plan.needs?.targets ?? "none";
  if (expected === "none") return rows;
  const got = targets === undefined ? "undefined" : "offsets" in targets ? "items" : "numbers";
  if (expected === "items") {
    if (!isTerms(targets)) throw new TypeError(`batch.targets: expected items, got ${got}`);
    loadTerms(math, "batch.targets", rows, columns, plan.limits.entries, targets, offsets, indices, values);
    let wanted = 0;
    for (let row = 0; row < rows; row++) if (targets.offsets[row + 1]! > targets.offsets[row]!) wanted++;
    return wanted;
  }
  if (targets === undefined || isTerms(targets)) throw new TypeError(`batch.targets: expected numbers, got ${got}`);
  checkFinite("batch.targets.values", targets.values, targets.weights);
  copyIn(math, "batch.targets.values", targets.values, rows, columns, matrix, padded(columns));
  if (targets.weights === undefined) return rows * columns;
  checkFinite("batch.targets.weights", targets.weights);
  copyIn(math, "batch.targets.weights", targets.weights, rows, columns, weights, padded(columns));
  let sum = 0;
  for (const weight of targets.weights) sum += weight;
  return sum;
}

function copyIn(
  math: NeuralMath,
  at: string,
  given: Reals,
  rows: number,
  columns: number,
  to: number,
  stride: number,
): void {
  checkLength(at, given.length, rows * columns);
  const own = realsAt(math, to, rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) own[row * stride + column] = given[row * columns + column]!;
  }
}

/** Finds the different rows of a table that a batch names, and gives each a number. `numberOf` is all zero. */
function numberRows(
  math: NeuralMath,
  { members, rows: rowsAt, capacity }: RowGroup,
  counts: ReadonlyMap<PlannedInput, number>,
  numberOf: Uint32Array,
): number {
  const rows = integersAt(math, rowsAt, capacity);
  let different = 0;
  for (const { input, slots: slotsAt } of members) {
    const count = counts.get(input)!;
    const indices = integersAt(math, input.indices, count);
    const slots = integersAt(math, slotsAt, count);
    for (let at = 0; at < count; at++) {
      const row = indices[at]!;
      if (numberOf[row] === 0) {
        rows[different++] = row;
        numberOf[row] = different;
      }
      slots[at] = numberOf[row]! - 1;
    }
  }
  for (let at = 0; at < different; at++) numberOf[rows[at]!] = 0;
  return different;
}

function checkBelow(at: string, indices: Uint32Array, count: number): void {
  for (let place = 0; place < indices.length; place++) {
    if (indices[place]! < count) continue;
    throw new RangeError(`${at}[${place}]: expected an integer from 0 to ${count - 1}, got ${indices[place]}`);
  }
}

/** A loss that is no number shall mean that training diverged. What has no weight may be anything. */
function checkFinite(at: string, values: Reals, weights?: Reals): void {
  for (let place = 0; place < values.length; place++) {
    if (Number.isFinite(values[place]) || weights?.[place] === 0) continue;
    throw new RangeError(`${at}[${place}]: expected a finite number, got ${values[place]}`);
  }
}

const isReals = (given: unknown): given is Reals => given instanceof Float32Array || given instanceof Float64Array;

const isTerms = (given: unknown): given is Terms => typeof given === "object" && given !== null && "offsets" in given;
