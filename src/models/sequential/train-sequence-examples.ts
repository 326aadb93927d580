import { type Csr, rowSequence } from "../../data/csr.ts";
import { groupRows } from "../../data/splits/group-rows.ts";
import { expm1, log } from "../../elementary.ts";
import { DataError, OptionsError } from "../../errors.ts";
import type { Batch, Terms } from "../../neural/batch.ts";
import type { Examples } from "../../neural/validation.ts";
import { createRandom, hashText, type Random, shuffle } from "../../random.ts";
import { matrixFingerprint } from "../networks/train-fingerprint.ts";
import type { TrainingData } from "../train-model.ts";
import type { SequenceOptions } from "./sequence-options.ts";

/** How histories become examples, and what a step chooses from. */
type Sampling = Pick<
  SequenceOptions,
  "length" | "loss" | "negatives" | "calibration" | "horizon" | "decay" | "reversed" | "batchSize" | "validationShare"
>;

/** Windows of histories, an example each. */
export interface SequenceExamples {
  readonly train: Examples;
  /** The last items of users who validate; undefined where the share is 0. */
  readonly validation: Examples | undefined;
}

/** The items of a history, oldest first, and whether each came at the time of the one before. */
interface History {
  readonly items: Uint32Array;
  readonly ties: Uint8Array;
}

/** Items begin … end − 1 of a history, each but the first wanted behind the one before, or the last alone. */
interface Window extends History {
  readonly isLastOnly: boolean;
}

const STREAM = 0x5e9;

/**
 * The histories of a matrix in their order, in windows of `length` items, of which each predicts the next `horizon`; the window of the last
 * items is whole, and each item but the first of a history is wanted once an epoch by the one before. Items of the same time have no
 * order: each step draws one, and reads a drawn share of the windows, `reversed`, from its end. Of a share of the users the last item is
 * kept from training. `interactions` are those of the matrix. Throws DataError `too-few-items` or `no-interactions`, OptionsError
 * `no-validation`.
 */
export function sequenceExamples(
  model: string,
  { matrix, interactions }: Pick<TrainingData, "matrix" | "interactions">,
  sampling: Sampling,
  seed: number,
): SequenceExamples {
  const { length, validationShare } = sampling;
  const itemCount = matrix.columnCount;
  if (itemCount < 2) {
    throw new DataError("too-few-items", `${model}: expected two items or more to choose from, got ${itemCount}`);
  }
  const users = historiesOf(matrix, interactions).filter(({ items }) => items.length > 1);
  if (users.length === 0) {
    throw new DataError("no-interactions", `${model}: expected users with two items or more to learn from, got none`);
  }
  const kept = keptUsers(model, users, validationShare, seed);
  const windows = users.flatMap((own, user) => windowsOf(kept.has(user) ? cut(own, 0, -1) : own, length));
  const held = users.filter((_, user) => kept.has(user)).map((own) => lastWindow(own, length));
  const order = matrix.sequence === undefined ? "" : hashText(matrix.sequence.join());
  const fingerprint = `${matrixFingerprint(matrix)}-${order}-${hashText(JSON.stringify(sampling))}-${kept.size}`;
  const batchOf = createBatches(windows, itemCount, sampling);
  const examplesOf = (own: readonly Window[]): Examples => ({
    count: own.length,
    fingerprint,
    batch: (examples, random) =>
      batchOf(
        Array.from(examples, (example) => own[example]!),
        random,
      ),
  });
  return { train: examplesOf(windows), validation: held.length > 0 ? examplesOf(held) : undefined };
}

/** The history of each row. O(entries + items). */
function historiesOf(matrix: Csr, { users, items, timestamps }: TrainingData["interactions"]): History[] {
  const rows = groupRows(users, matrix.rowCount);
  const times = new Float64Array(matrix.columnCount);
  return rows.map((own, user) => {
    const sequence = rowSequence(matrix, user) ?? new Uint32Array();
    if (timestamps === undefined) return { items: sequence, ties: new Uint8Array(sequence.length) };
    for (const row of own) times[items[row]!] = timestamps[row]!;
    const ties = Uint8Array.from(sequence, (item, at) => (at > 0 && times[item] === times[sequence[at - 1]!] ? 1 : 0));
    return { items: sequence, ties };
  });
}

const cut = <Part extends History>({ items, ties, ...rest }: Part, begin: number, end: number) => ({
  ...rest,
  items: items.subarray(begin, end),
  ties: ties.subarray(begin, end),
});

/** The items with those of one time in a drawn order. */
function drawOrder({ items, ties }: History, random: Random): Uint32Array {
  const drawn = items.slice();
  for (let begin = 0, end = 1; begin < drawn.length; begin = end, end++) {
    while (end < drawn.length && ties[end] === 1) end++;
    if (end - begin > 1) shuffle(drawn.subarray(begin, end), random);
  }
  return drawn;
}

/** Numbers of the users whose last item is kept: of those that leave two. Throws OptionsError `no-validation`. */
function keptUsers(model: string, users: readonly History[], share: number, seed: number): ReadonlySet<number> {
  if (share === 0) return new Set();
  const able = users.flatMap(({ items }, user) => (items.length > 2 ? [user] : []));
  const count = Math.floor(users.length * share);
  if (count > 0 && count <= able.length) {
    return new Set(shuffle(Uint32Array.from(able), createRandom(seed, STREAM)).subarray(0, count));
  }
  const message = `${model}: validationShare ${share}: expected users to validate with three items or more, got ${users.length} users, ${able.length} of them with so many`;
  throw new OptionsError("no-validation", message);
}

/** From the end on, so that the last window is whole. */
function windowsOf(own: History, length: number): Window[] {
  const windows: Window[] = [];
  for (let end = own.items.length - 1; end > 0; end -= length) {
    windows.push({ ...cut(own, Math.max(0, end - length), end + 1), isLastOnly: false });
  }
  return windows;
}

function lastWindow(own: History, length: number): Window {
  return { ...cut(own, -length - 1, own.items.length), isLastOnly: true };
}

/** What is wanted in a row of a batch: numbers of items, each with its share of the row. */
interface Wanted {
  readonly row: number;
  readonly items: readonly Entry[];
}

type Entry = readonly [index: number, value: number];

function createBatches(windows: readonly Window[], itemCount: number, sampling: Sampling) {
  const { length, loss, negatives, horizon, decay, reversed } = sampling;
  const correct = loss === "sampled-softmax" ? correctionOf(windows, itemCount, sampling) : undefined;
  const slots = new Int32Array(itemCount).fill(-1);

  return (own: readonly Window[], random: Random): Batch => {
    const rows = own.length * length;
    const item = new Uint32Array(rows);
    const wanted: Wanted[] = [];
    for (const [at, window] of own.entries()) {
      const first = at * length;
      const items = window.isLastOnly ? window.items : drawOrder(window, random);
      if (!window.isLastOnly && reversed > 0 && random.nextFloat() < reversed) items.reverse();
      const last = items.length - 1;
      item.set(items.subarray(0, last), first);
      // Rows behind the last item want nothing, and no other row sees them.
      item.fill(items[last - 1]!, first + last, first + length);
      for (let place = window.isLastOnly ? last : 1; place <= last; place++) {
        wanted.push({ row: first + place - 1, items: sharesOf(items.subarray(place, place + horizon), decay) });
      }
    }
    if (loss === "softmax") return { rows, inputs: { item }, targets: termsOf(rows, wanted, ({ items }) => items) };

    // Drawn items come first, then those that are wanted.
    const candidates: number[] = [];
    const slotOf = (candidate: number): number => {
      if (slots[candidate] === -1) slots[candidate] = candidates.push(candidate) - 1;
      return slots[candidate]!;
    };
    for (let draw = 0; draw < negatives; draw++) slotOf(random.nextInteger(itemCount));
    const drawn = candidates.length;
    const numbered = wanted.map(({ row, items }) => ({
      row,
      items: items.map(([item, share]): Entry => [slotOf(item), share]),
    }));
    for (const candidate of candidates) slots[candidate] = -1;
    const candidate = Uint32Array.from(candidates);
    const shared = { rows, candidates: candidates.length };
    if (correct !== undefined) {
      const correction =
        candidate.length > 0 ? Float32Array.from(candidates, (one) => correct[one]!) : new Float32Array();
      const targets = termsOf(rows, numbered, ({ items }) => items);
      return { ...shared, inputs: { item, candidate, correction }, targets };
    }
    const positive = positiveWeight(drawn, itemCount, sampling.calibration);
    const entriesOf = ({ items }: Wanted): Entry[] => {
      const own = new Set(items.map(([slot]) => slot));
      return [
        ...items.map(([slot, share]): Entry => [slot, share * positive]),
        ...Array.from({ length: drawn }, (_, slot): Entry => [slot, -1]).filter(([slot]) => !own.has(slot)),
      ];
    };
    return { ...shared, inputs: { item, candidate }, targets: termsOf(rows, numbered, entriesOf) };
  };
}

/** What is wanted behind an item, nearest first: each has `decay` times the share of the one before, and all of them 1. */
function sharesOf(items: Uint32Array, decay: number): Entry[] {
  const entries: [number, number][] = [];
  let [weight, sum] = [1, 0];
  for (const item of items) {
    entries.push([item, weight]);
    sum += weight;
    weight *= decay;
  }
  return entries.map(([item, own]) => [item, own / sum]);
}

/** β of gBCE, for so many negatives (Petrov & Macdonald 2023, equation 12). */
export function positiveWeight(negatives: number, itemCount: number, calibration: number): number {
  const share = Math.min(1, negatives / (itemCount - 1));
  return share * (calibration * (1 - 1 / share) + 1 / share);
}

/** −ln q: q is the probability that an item is a candidate of a batch, by the number of times that is expected. */
function correctionOf(
  windows: readonly Window[],
  itemCount: number,
  { batchSize, negatives, reversed }: Pick<Sampling, "batchSize" | "negatives" | "reversed">,
): Float32Array {
  const expected = new Float64Array(itemCount).fill(negatives / itemCount);
  const share = Math.min(1, batchSize / windows.length);
  for (const { items } of windows) {
    for (const item of items.subarray(1, -1)) expected[item]! += share;
    // The first item of what is read is wanted nowhere.
    expected[items[0]!]! += share * reversed;
    expected[items.at(-1)!]! += share * (1 - reversed);
  }
  return Float32Array.from(expected, (count) => -log(-expm1(-count)));
}

/** Entries of rows that want something; the others have none. */
function termsOf(rows: number, wanted: readonly Wanted[], entriesOf: (one: Wanted) => readonly Entry[]): Terms {
  const offsets = new Uint32Array(rows + 1);
  const [indices, values]: [number[], number[]] = [[], []];
  let from = 0;
  for (const one of wanted) {
    offsets.fill(indices.length, from + 1, one.row + 1);
    for (const [index, value] of entriesOf(one)) {
      indices.push(index);
      values.push(value);
    }
    from = one.row;
  }
  offsets.fill(indices.length, from + 1);
  return { offsets, indices: Uint32Array.from(indices), values: Float32Array.from(values) };
}
