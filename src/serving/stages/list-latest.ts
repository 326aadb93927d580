import { RequestError } from "../../errors.ts";
import { passes } from "../../models/retrieval/item-mask.ts";
import { didYouMean } from "../../nearest.ts";
import type { EngineParts, Stage } from "./stage.ts";

/** Items by a number of theirs, descending, then by index; those without one are left out. */
const orders = new WeakMap<Float64Array, Uint32Array>();

/**
 * The newest items that the filter and the exclusions leave: by when they were first interacted with, or by a column of numbers. Throws RequestError
 * `unsupported-latest` where the artefact does not have those times, `unknown-latest-column` for a column of numbers that it does not have.
 */
export const listLatest: Stage = {
  searches: true,
  run: (state, parts) => {
    const { width, filter } = state;
    const values = valuesOf(state.request.by, parts);
    const excluded = new Set(state.exclude);
    const found: number[] = [];
    for (const item of orderOf(values)) {
      if (found.length === width) break;
      if (!excluded.has(item) && passes(filter, item)) found.push(item);
    }
    const items = Uint32Array.from(found);
    const ranking = { items, scores: Float32Array.from(items, (item) => values[item]!) };
    const firstSeen = state.request.by === undefined ? values : undefined;
    return { ...state, list: { ranking, itemsScored: 0 }, firstSeen, goesOn: items.length === width };
  },
};

function valuesOf(by: string | undefined, { artefact, unsupported }: EngineParts): Float64Array {
  const { firstSeen, items } = artefact;
  if (by === undefined) {
    if (firstSeen) return firstSeen;
    throw unsupported("latest", "the times of items (nearedge train --first-seen), or `by` with a column of numbers");
  }
  const values = items.numbers.get(by);
  if (values) return values;
  const known = [...items.numbers.keys()];
  const expected = `by: expected a column of numbers: ${known.join(", ") || "this catalogue has none"}`;
  throw new RequestError("unknown-latest-column", `${expected}; got ${JSON.stringify(by)}${didYouMean(by, known)}`);
}

function orderOf(values: Float64Array): Uint32Array {
  const known = orders.get(values);
  if (known) return known;
  const items = Uint32Array.from(values.keys()).filter((item) => !Number.isNaN(values[item]));
  const order = items.sort((a, b) => values[b]! - values[a]! || a - b);
  orders.set(values, order);
  return order;
}
