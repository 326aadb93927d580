import { expm1, log } from "../../elementary.ts";
import type { Batch, Terms } from "../../neural/batch.ts";
import { type Random, shuffle } from "../../random.ts";
import type { SequenceOptions } from "./sequence-options.ts";

/** How histories become examples, and what a step chooses from. */
export type Sampling = Pick<
  SequenceOptions,
  "length" | "loss" | "negatives" | "calibration" | "horizon" | "decay" | "reversed" | "batchSize" | "validationShare"
>;

/** The items of a history, oldest first, and whether each came at the time of the one before. */
export interface History {
  readonly items: Uint32Array;
  readonly ties: Uint8Array;
}

/** Items begin … end − 1 of a history, each but the first wanted behind the one before, or the last alone. */
export interface Window extends History {
  readonly isLastOnly: boolean;
}

/** What is wanted in a row of a batch: numbers of items, each with its share of the row. */
interface Wanted {
  readonly row: number;
  readonly items: readonly Entry[];
}

type Entry = readonly [index: number, value: number];

/**
 * Makes a batch of windows: what each position reads, and what it wants of all items or of candidates. Draws come from the stream of the
 * step: orders of items of the same time, windows that are read from their end, and negatives.
 */
export function createBatches(windows: readonly Window[], itemCount: number, sampling: Sampling) {
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
function positiveWeight(negatives: number, itemCount: number, calibration: number): number {
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

/** The items with those of one time in a drawn order. */
function drawOrder({ items, ties }: History, random: Random): Uint32Array {
  const drawn = items.slice();
  for (let begin = 0, end = 1; begin < drawn.length; begin = end, end++) {
    while (end < drawn.length && ties[end] === 1) end++;
    if (end - begin > 1) shuffle(drawn.subarray(begin, end), random);
  }
  return drawn;
}
