import { type Csr, rowIndices, rowValues, withEntries } from "../../data/csr.ts";
import { OptionsError } from "../../errors.ts";
import { createRandom, shuffle } from "../../random.ts";
import { type Machine, rbm, servedMachine } from "./rbm.ts";

/** The stream of which ratings validate: others have weights and order. */
const STREAM = 3;

/** Keeps a share of the ratings from training. Throws OptionsError `no-validation` where there are none on one side. */
export function holdOut(
  ratings: Csr,
  share: number,
  seed: number,
): { readonly own: Csr; readonly held: Csr | undefined } {
  if (share === 0) return { own: ratings, held: undefined };
  const length = ratings.indices.length;
  const count = Math.floor(share * length);
  if (count === 0 || count === length) {
    const message = `${rbm.name}: validationShare: expected ratings on both sides, got ${count} of ${length} for validation (${share})`;
    throw new OptionsError("no-validation", message);
  }
  const order = shuffle(
    Uint32Array.from({ length }, (_, entry) => entry),
    createRandom(seed, STREAM),
  );
  return {
    own: withEntries(ratings, order.slice(count).sort()),
    held: withEntries(ratings, order.slice(0, count).sort()),
  };
}

/** The error on `held` for users with the histories of `own`. */
export function rmse(machine: Machine, own: Csr, held: Csr): number {
  const { predictorOf } = servedMachine(machine);
  let squares = 0;
  for (let user = 0; user < held.rowCount; user++) {
    const [items, ratings] = [rowIndices(held, user), rowValues(held, user)];
    if (items.length === 0) continue;
    const predict = predictorOf(rowIndices(own, user), rowValues(own, user));
    for (let place = 0; place < items.length; place++) squares += (ratings[place]! - predict(items[place]!)) ** 2;
  }
  return Math.sqrt(squares / held.indices.length);
}
