import { checkInteger } from "../../check.ts";
import type { ItemTable } from "../../data/items.ts";
import { RequestError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";
import { MAXIMUM_K } from "../limits.ts";
import type { ValueLimit } from "../list-options.ts";
import { entriesAt } from "../list-places.ts";
import type { Stage } from "./stage.ts";

/** Items from which a limited list is chosen at first; more are looked at where they do not suffice. */
const FIRST_CANDIDATES = 100;

/**
 * Leaves out items of which the list has `atMost` before, by any of their values in a column; in the order of the list, over
 * all of its pages. Where too few items are left, more of the catalogue are looked at. Throws RequestError
 * `unknown-limit-column`, RangeError for a limit below 1.
 */
export const limitValues: Stage = {
  width: ({ limits = [] }) => (limits.length > 0 ? FIRST_CANDIDATES : 0),
  run: (state, { artefact }) => {
    const { list } = state;
    const limits = (state.request.limits ?? []).map((limit, at) => counterOf(limit, at, artefact.items));
    if (limits.length === 0) return state;
    const places: number[] = [];
    for (const [place, item] of list.ranking.items.entries()) {
      if (!limits.every(({ hasRoom }) => hasRoom(item))) continue;
      for (const { count } of limits) count(item);
      places.push(place);
    }
    return { ...state, list: { ...list, ranking: entriesAt(list.ranking, places) } };
  },
};

/** How many items of each value stand in a list. */
interface Counter {
  hasRoom(item: number): boolean;
  count(item: number): void;
}

function counterOf({ column, atMost }: ValueLimit, at: number, { categories, numbers }: ItemTable): Counter {
  checkInteger(`limits[${at}].atMost`, atMost, 1, MAXIMUM_K);
  const valuesOf = valuesIn(column, categories, numbers);
  if (!valuesOf) {
    const known = [...categories.keys(), ...numbers.keys()];
    const expected = `expected a column of this catalogue: ${known.join(", ") || "it has none"}`;
    const message = `limits[${at}].column: ${expected}; got ${JSON.stringify(column)}${didYouMean(column, known)}`;
    throw new RequestError("unknown-limit-column", message);
  }
  const counts = new Map<number, number>();
  return {
    hasRoom: (item) => valuesOf(item).every((value) => (counts.get(value) ?? 0) < atMost),
    count: (item) => {
      for (const value of valuesOf(item)) counts.set(value, (counts.get(value) ?? 0) + 1);
    },
  };
}

/** The values of an item in a column, as numbers; undefined for a column that the catalogue does not have. */
function valuesIn(
  name: string,
  categories: ItemTable["categories"],
  numbers: ItemTable["numbers"],
): ((item: number) => readonly number[]) | undefined {
  const category = categories.get(name);
  if (category) return (item) => [...category.codes.subarray(category.offsets[item], category.offsets[item + 1])];
  const values = numbers.get(name);
  return values && ((item) => (Number.isNaN(values[item]!) ? [] : [values[item]!]));
}
