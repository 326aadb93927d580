import { type Csr, rowIndices } from "../../data/csr.ts";
import { DataError } from "../../errors.ts";
import type { Batch, Terms } from "../../neural/batch.ts";
import type { Examples } from "../../neural/validation.ts";
import { hashText, type Random } from "../../random.ts";
import type { PairOptions } from "./pair-options.ts";
import { drawnItems } from "./train-drawn-items.ts";
import { matrixFingerprint } from "./train-fingerprint.ts";

/** Inputs of items beside their index, by the network's names. */
export interface ItemInputs {
  /** The terms of items, items × terms. */
  readonly terms: Csr;
}

/** What the network's output stands for, in the units of the interactions. */
export interface PairScale {
  /** Targets are (value − shift) / size. */
  readonly shift: number;
  readonly size: number;
}

/** Draws of a negative before a user is taken to have everything. */
const DRAWS = 50;

/** Rows of a batch for each example. */
export function rowsOfExample({ target, loss, negatives }: Pick<PairOptions, "target" | "loss" | "negatives">): number {
  if (target !== "implicit") return 1;
  return loss === "bpr" ? 2 * negatives : 1 + negatives;
}

/** Whether a sigmoid makes shares of the range that the loss reads; cross-entropies read the numbers before one. */
export const learnsShares = ({ target, output, loss }: Pick<PairOptions, "target" | "output" | "loss">): boolean =>
  target === "rating" && output === "sigmoid" && loss !== "bce";

/**
 * The interactions of a matrix (users × items) as examples. `loss` and `target` are settled. Throws DataError
 * `one-class` where a binary target is the same everywhere, `no-negatives` where every user has every item.
 */
export function pairExamples(
  model: string,
  matrix: Csr,
  options: PairOptions & { readonly threshold: number },
  scale: PairScale,
  itemInputs?: ItemInputs,
): Examples {
  const { rowCount, offsets, indices, values } = matrix;
  const users = new Uint32Array(indices.length);
  for (let row = 0; row < rowCount; row++) users.fill(row, offsets[row], offsets[row + 1]);
  const { target, loss, negatives, threshold } = options;
  const inputsOf = (batchUsers: Uint32Array, items: Uint32Array): Batch["inputs"] => ({
    user: batchUsers,
    item: items,
    ...(itemInputs ? { terms: termsOf(itemInputs.terms, items) } : {}),
  });
  const settled = JSON.stringify({
    target,
    loss,
    threshold,
    negatives: target === "implicit" ? negatives : 0,
    ...scale,
  });
  const fingerprints = [matrix, ...(itemInputs ? [itemInputs.terms] : [])].map(matrixFingerprint);
  const fingerprint = [...fingerprints, hashText(settled).toString(16)].join("-");
  if (target !== "implicit") {
    const targets = Float32Array.from(values, (value) =>
      target === "binary" ? Number(value >= threshold) : (value - scale.shift) / scale.size,
    );
    checkClasses(model, target, targets, threshold);
    return {
      count: indices.length,
      fingerprint,
      batch: (rows) => ({
        rows: rows.length,
        inputs: inputsOf(pick(users, rows), pick(indices, rows)),
        targets: { values: Float32Array.from(rows, (row) => targets[row]!) },
      }),
    };
  }
  const drawn = drawnItems(matrix.columnCount, itemInputs ? [indices] : undefined);
  if (users.every((user) => rowIndices(matrix, user).length === drawn.length)) {
    throw new DataError(
      "no-negatives",
      `${model}: expected items that a user does not have, got all ${drawn.length} for every user; use target=rating, or add items`,
    );
  }
  const each = rowsOfExample(options);
  return {
    count: indices.length,
    fingerprint,
    batch: (rows, random) => {
      const batchUsers = new Uint32Array(rows.length * each);
      const items = new Uint32Array(rows.length * each);
      const targets = new Float32Array(rows.length * each);
      const weights = new Float32Array(rows.length * each).fill(1);
      for (let place = 0; place < rows.length; place++) {
        const user = users[rows[place]!]!;
        const begin = place * each;
        batchUsers.fill(user, begin, begin + each);
        const own = rowIndices(matrix, user);
        if (loss === "bpr") {
          for (let at = 0; at < negatives; at++) {
            const negative = drawNegative(own, drawn, random);
            items[begin + 2 * at] = indices[rows[place]!]!;
            // A user who has everything is compared with the item itself.
            items[begin + 2 * at + 1] = negative ?? indices[rows[place]!]!;
          }
          continue;
        }
        items[begin] = indices[rows[place]!]!;
        targets[begin] = 1;
        for (let at = 1; at < each; at++) {
          const negative = drawNegative(own, drawn, random);
          items[begin + at] = negative ?? 0;
          if (negative === undefined) weights[begin + at] = 0;
        }
      }
      const inputs = inputsOf(batchUsers, items);
      return { rows: items.length, inputs, ...(loss === "bpr" ? {} : { targets: { values: targets, weights } }) };
    },
  };
}

/** A random one of the items that is not among `own` (ascending), which are some of them. */
function drawNegative(own: Uint32Array, drawn: Uint32Array, random: Random): number | undefined {
  if (own.length === drawn.length) return undefined;
  for (let draw = 0; draw < DRAWS; draw++) {
    const item = drawn[random.nextInteger(drawn.length)]!;
    if (!includes(own, item)) return item;
  }
  return undefined;
}

function includes(own: Uint32Array, item: number): boolean {
  let [low, high] = [0, own.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (own[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return own[low] === item;
}

function checkClasses(model: string, target: PairOptions["target"], targets: Float32Array, threshold: number): void {
  if (targets.some((value) => value !== targets[0])) return;
  if (target === "binary") {
    throw new DataError(
      "one-class",
      `${model}: expected ratings on both sides of threshold=${threshold}, got one class; set another threshold, or target=implicit`,
    );
  }
  throw new DataError(
    "constant-ratings",
    `${model}: expected ratings that differ, got the same for all ${targets.length}; use target=implicit`,
  );
}

function pick(from: Uint32Array, rows: Uint32Array): Uint32Array {
  const picked = new Uint32Array(rows.length);
  for (let place = 0; place < rows.length; place++) picked[place] = from[rows[place]!]!;
  return picked;
}

/** The rows of a sparse matrix, one after the other. */
export function termsOf({ offsets, indices, values }: Csr, rows: Uint32Array): Terms {
  const begins = new Uint32Array(rows.length + 1);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    begins[place + 1] = begins[place]! + offsets[row + 1]! - offsets[row]!;
  }
  const count = begins[rows.length]!;
  const terms = { offsets: begins, indices: new Uint32Array(count), values: new Float32Array(count) };
  for (let place = 0; place < rows.length; place++) {
    const [start, end] = [offsets[rows[place]!]!, offsets[rows[place]! + 1]!];
    terms.indices.set(indices.subarray(start, end), begins[place]!);
    terms.values.set(values.subarray(start, end), begins[place]!);
  }
  return terms;
}
