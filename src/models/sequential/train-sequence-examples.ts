import { type Csr, rowSequence } from "../../data/csr.ts";
import { groupRows } from "../../data/splits/group-rows.ts";
import { DataError, OptionsError } from "../../errors.ts";
import type { Examples } from "../../neural/validation.ts";
import { createRandom, hashText, shuffle } from "../../random.ts";
import { matrixFingerprint } from "../networks/train-fingerprint.ts";
import type { TrainingData } from "../train-model.ts";
import { createBatches, type History, type Sampling, type Window } from "./train-sequence-batches.ts";

/** Windows of histories, an example each. */
export interface SequenceExamples {
  readonly train: Examples;
  /** The last items of users who validate; undefined where the share is 0. */
  readonly validation: Examples | undefined;
  /** What is learnt from, oldest first: histories without what is kept. */
  readonly histories: readonly Uint32Array[];
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
  const learnt = users.map((own, user) => (kept.has(user) ? cut(own, 0, -1) : own));
  const windows = learnt.flatMap((own) => windowsOf(own, length));
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
  return {
    train: examplesOf(windows),
    validation: held.length > 0 ? examplesOf(held) : undefined,
    histories: learnt.map(({ items }) => items),
  };
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
