import { type Csr, rowIndices, rowValues } from "../../data/csr.ts";
import { expm1, log } from "../../elementary.ts";
import { DataError, OptionsError } from "../../errors.ts";
import type { Batch, Terms } from "../../neural/batch.ts";
import type { Examples } from "../../neural/validation.ts";
import { createRandom, hashText, type Random, shuffle } from "../../random.ts";
import { historyValue } from "./encoded-history.ts";
import { drawnItems } from "./train-drawn-items.ts";
import { matrixFingerprint } from "./train-fingerprint.ts";
import type { TwoTowerOptions } from "./two-tower.ts";

/** How a step hides items of histories and finds candidates: see two-tower.ts. */
type Sampling = Pick<
  TwoTowerOptions,
  "batchSize" | "heldShare" | "positives" | "negatives" | "logQ" | "validationShare"
>;

export interface TowerExamples extends Examples {
  /** Users who are kept from training; undefined where the share is 0. */
  readonly validation: Examples | undefined;
  /** Terms of the largest batch: of histories, or of the content of these or of candidates. */
  readonly entries: number;
  /** Candidates of the largest batch. */
  readonly candidates: number;
}

const STREAM = 0x7476;

/**
 * Users with two items or more, an example each; a share of them is kept for validation. `content` (items × terms) is that of
 * histories and candidates. What is drawn, and how it is corrected, goes by the users who train. Throws DataError
 * `too-few-items`, `no-interactions` where nobody has two, or OptionsError `no-validation`.
 */
export function towerExamples(
  model: string,
  matrix: Csr,
  content: Csr | undefined,
  sampling: Sampling,
  seed: number,
): TowerExamples {
  const itemCount = matrix.columnCount;
  if (itemCount < 2) {
    throw new DataError("too-few-items", `${model}: expected two items or more to choose from, got ${itemCount}`);
  }
  const users = Array.from({ length: matrix.rowCount }, (_, row) => rowIndices(matrix, row)).filter(
    ({ length }) => length > 1,
  );
  if (users.length === 0) {
    throw new DataError("no-interactions", `${model}: expected users with two items or more to learn from, got none`);
  }
  const { batchSize, negatives, logQ } = sampling;
  const { own, held } = splitUsers(model, users, sampling.validationShare, seed);
  const drawn = drawnItems(itemCount, content === undefined ? undefined : own);
  const share = Math.min(1, batchSize / own.length);
  const corrections = correctionsOf(own, itemCount, (length) => (share * heldOf(length, sampling)) / length, {
    negatives,
    drawn,
  });
  const slots = new Int32Array(itemCount).fill(-1);

  const batchOf = (users: readonly Uint32Array[], examples: Uint32Array, random: Random): Batch => {
    const candidates: number[] = [];
    const slotOf = (item: number): number => {
      if (slots[item] === -1) slots[item] = candidates.push(item) - 1;
      return slots[item]!;
    };
    const read: Uint32Array[] = [];
    const wanted: number[][] = [];
    for (const example of examples) {
      const order = shuffle(users[example]!.slice(), random);
      const count = heldOf(order.length, sampling);
      wanted.push(Array.from(order.subarray(0, count), slotOf));
      read.push(order.subarray(count).sort());
    }
    for (let draw = 0; draw < negatives; draw++) slotOf(drawn[random.nextInteger(drawn.length)]!);
    const left = read.map((own) => Array.from(own, (item) => slots[item]!).filter((slot) => slot >= 0));
    for (const item of candidates) slots[item] = -1;
    return {
      rows: examples.length,
      candidates: candidates.length,
      inputs: {
        history: termsOf(read, (row) => historyValue(row.length)),
        item: Uint32Array.from(candidates),
        correction: Float32Array.from(candidates, (item) => logQ * corrections[item]!),
        left: termsOf(left, () => 1),
        ...(content && {
          historyText: textOf(content, read, (row) => historyValue(row.length)),
          itemText: textOf(
            content,
            candidates.map((item) => [item]),
            () => 1,
          ),
        }),
      },
      targets: termsOf(wanted, () => 1),
    };
  };
  const sampled = JSON.stringify({ ...sampling, terms: content && matrixFingerprint(content) });
  const fingerprint = `${matrixFingerprint(matrix)}-${hashText(sampled).toString(16)}`;
  const examplesOf = (users: readonly Uint32Array[]): Examples => ({
    count: users.length,
    fingerprint,
    batch: (examples, random) => batchOf(users, examples, random),
  });
  return {
    ...examplesOf(own),
    ...largestBatch(users, itemCount, content, sampling),
    validation: held.length > 0 ? examplesOf(held) : undefined,
  };
}

/** Keeps a share of the users from training. Throws OptionsError `no-validation` where there are none on one side. */
function splitUsers(model: string, users: readonly Uint32Array[], validationShare: number, seed: number) {
  if (validationShare === 0) return { own: users, held: [] };
  const count = Math.floor(users.length * validationShare);
  if (count === 0 || count === users.length) {
    const message = `${model}: validationShare: expected users on both sides, got ${count} of ${users.length} for validation (${validationShare})`;
    throw new OptionsError("no-validation", message);
  }
  const order = shuffle(Uint32Array.from(users.keys()), createRandom(seed, STREAM));
  const kept = new Set(order.subarray(0, count));
  return { own: users.filter((_, user) => !kept.has(user)), held: users.filter((_, user) => kept.has(user)) };
}

/** How many items of a history of this length a step hides. */
function heldOf(length: number, { heldShare, positives }: Sampling): number {
  return Math.max(1, Math.min(positives, length - 1, Math.round(heldShare * length)));
}

/** −ln q: q is the probability that an item is a candidate, by the number of times that is expected. */
function correctionsOf(
  users: readonly Uint32Array[],
  itemCount: number,
  shareOf: (length: number) => number,
  { negatives, drawn }: { readonly negatives: number; readonly drawn: Uint32Array },
): Float32Array {
  const expected = new Float64Array(itemCount);
  for (const item of drawn) expected[item] = negatives / drawn.length;
  for (const user of users) {
    const share = shareOf(user.length);
    for (const item of user) expected[item]! += share;
  }
  // What is expected never is no candidate.
  return Float32Array.from(expected, (count) => (count > 0 ? -log(-expm1(-count)) : 0));
}

/** The most terms and candidates that a batch can have. */
function largestBatch(
  users: readonly Uint32Array[],
  itemCount: number,
  content: Csr | undefined,
  sampling: Sampling,
): Pick<TowerExamples, "entries" | "candidates"> {
  const { batchSize, negatives } = sampling;
  const largest = (sizeOf: (user: Uint32Array) => number, count = batchSize): number =>
    Uint32Array.from(users, sizeOf)
      .sort()
      .reverse()
      .subarray(0, count)
      .reduce((sum, size) => sum + size, 0);
  const candidates = Math.min(itemCount, largest(({ length }) => heldOf(length, sampling)) + negatives);
  const items = largest(({ length }) => length);
  if (content === undefined) return { candidates, entries: items };
  const termsOfItem = (item: number): number => content.offsets[item + 1]! - content.offsets[item]!;
  const inHistories = largest((user) => user.reduce((sum, item) => sum + termsOfItem(item), 0));
  const inItems = Uint32Array.from({ length: itemCount }, (_, item) => termsOfItem(item))
    .sort()
    .reverse()
    .subarray(0, candidates)
    .reduce((sum, size) => sum + size, 0);
  return { candidates, entries: Math.max(1, items, inHistories, inItems) };
}

/** Lists as terms, each with one value for all of its entries. */
function termsOf<Row extends ArrayLike<number>>(rows: readonly Row[], weightOf: (row: Row) => number): Terms {
  const offsets = new Uint32Array(rows.length + 1);
  for (const [place, row] of rows.entries()) offsets[place + 1] = offsets[place]! + row.length;
  const indices = new Uint32Array(offsets[rows.length]!);
  const values = new Float32Array(indices.length);
  for (const [place, row] of rows.entries()) {
    indices.set(row, offsets[place]);
    values.fill(weightOf(row), offsets[place], offsets[place + 1]);
  }
  return { offsets, indices, values };
}

/** The terms of all items of each list, times one value. */
function textOf<Row extends ArrayLike<number>>(
  content: Csr,
  rows: readonly Row[],
  weightOf: (row: Row) => number,
): Terms {
  const offsets = new Uint32Array(rows.length + 1);
  const [indices, values]: [number[], number[]] = [[], []];
  for (const [place, row] of rows.entries()) {
    const value = weightOf(row);
    for (let at = 0; at < row.length; at++) {
      for (const term of rowIndices(content, row[at]!)) indices.push(term);
      for (const weight of rowValues(content, row[at]!)) values.push(value * weight);
    }
    offsets[place + 1] = indices.length;
  }
  return { offsets, indices: Uint32Array.from(indices), values: Float32Array.from(values) };
}
