import type { Csr } from "../../data/csr.ts";
import { exp } from "../../elementary.ts";
import type { Batch } from "../../neural/batch.ts";
import type { Reals } from "../../neural/math.ts";
import type { Network } from "../../neural/network.ts";
import type { Limits } from "../../neural/plan.ts";
import type { TrainingContext } from "../../training/context.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import type { PairOptions } from "./pair-options.ts";
import { type ItemInputs, type PairScale, termsOf } from "./train-pair-examples.ts";
import { ITEMS } from "./train-pair-nodes.ts";

/** What answers for a trained network. */
export interface PairScorer {
  readonly plan: { readonly limits: Pick<Required<Limits>, "rows" | "entries"> };
  predict(batch: Batch): Reals;
}

/** The scores of a user on some items, predicted ratings where the target is one: f32[items]. */
export function scorerOf(
  network: PairScorer,
  options: PairOptions,
  { shift, size }: PairScale,
  itemInputs: ItemInputs | undefined,
) {
  const { rows: most, entries } = network.plan.limits;
  const isLogit = options.target === "rating" && options.loss === "bce";
  const step =
    itemInputs && entries > 0
      ? Math.max(1, Math.min(most, Math.floor(entries / Math.max(1, longestRow(itemInputs.terms)))))
      : most;
  return (user: number, items: Uint32Array): Float32Array => {
    const scores = new Float32Array(items.length);
    for (let start = 0; start < items.length; start += step) {
      const part = items.slice(start, start + step);
      const inputs = {
        user: new Uint32Array(part.length).fill(user),
        item: part,
        ...(itemInputs ? { terms: termsOf(itemInputs.terms, part) } : {}),
      };
      const outputs = network.predict({ rows: part.length, inputs });
      for (let at = 0; at < part.length; at++) {
        const output = isLogit ? 1 / (1 + exp(-outputs[at]!)) : outputs[at]!;
        scores[start + at] = shift + size * output;
      }
    }
    return scores;
  };
}

/** The scores of users on some items: f32[users × items]. */
export async function scoresOfUsers(
  users: Uint32Array,
  items: Uint32Array,
  score: (user: number, items: Uint32Array) => Float32Array,
  phase: string,
  context: TrainingContext,
): Promise<Float32Array> {
  const scores = new Float32Array(users.length * items.length);
  for (const [row, user] of users.entries()) {
    checkInterrupted(context.signal);
    scores.set(score(user, items), row * items.length);
    context.onStep?.({ phase, done: row + 1, total: users.length });
    await nextTurn();
  }
  return scores;
}

/** Scores of all users that are kept where the network is not: 128 MiB. */
export const MOST_KEPT_SCORES = 1 << 25;

/** What a network that goes says of users of train; undefined where that is too much to keep. */
export async function scoreTable(
  matrix: Csr,
  known: Uint32Array,
  score: (user: number, items: Uint32Array) => Float32Array,
  context: TrainingContext,
): Promise<((user: number) => Float32Array) | undefined> {
  const { rowCount } = matrix;
  if (rowCount * known.length > MOST_KEPT_SCORES) {
    context.onPhase?.("figures of users of train are those of folding in: their scores are too many to keep");
    return undefined;
  }
  const users = Uint32Array.from({ length: rowCount }, (_, user) => user);
  const scores = await scoresOfUsers(users, known, score, "scores of all users", context);
  return (user) => scores.subarray(user * known.length, (user + 1) * known.length);
}

/** Embeddings of items that nobody has are what they began with: chance, which their texts do better without. */
export function forgetItems(network: Network, counts: ArrayLike<number>): void {
  const name = `${ITEMS}.table`;
  const rows = network.weights(name);
  const width = rows.length / counts.length;
  for (let item = 0; item < counts.length; item++) {
    if (counts[item] === 0) rows.fill(0, item * width, (item + 1) * width);
  }
  network.setWeights(name, rows);
}

export const hasRow = ({ offsets }: Csr, row: number): boolean => offsets[row]! < offsets[row + 1]!;

export function longestRow({ offsets, rowCount }: Csr): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row++) longest = Math.max(longest, offsets[row + 1]! - offsets[row]!);
  return longest;
}

/**
 * Rows of all items, f32[items × factorCount] and f64[items], from those of the known ones; the others are 0. Known rows and biases
 * have mean 0, so that 0 is what a mean item has: a user is predicted for a new item what they are predicted for the others on
 * average.
 */
export function spread(
  {
    itemFactors,
    itemBiases,
    factorCount,
  }: { itemFactors: Float32Array; itemBiases: Float64Array; factorCount: number },
  known: Uint32Array,
  itemCount: number,
) {
  const factors = new Float32Array(itemCount * factorCount);
  const biases = new Float64Array(itemCount);
  for (const [place, item] of known.entries()) {
    factors.set(itemFactors.subarray(place * factorCount, (place + 1) * factorCount), item * factorCount);
    biases[item] = itemBiases[place]!;
  }
  return { itemFactors: factors, itemBiases: biases };
}
