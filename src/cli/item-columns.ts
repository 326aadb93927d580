import { type CategoryColumn, categoryValues, type ItemTable } from "../data/items.ts";
import { isMissingNumber } from "../data/readers/items/missing.ts";
import { looksLikeNumber, readNumbers } from "../data/readers/items/numbers.ts";

/** What an artefact holds of one attribute of its items. */
export interface ItemColumn {
  readonly name: string;
  readonly type: "title" | "number" | "category";
  /** Items without a value. */
  readonly missing: number;
  /** Of a category: its distinct values. */
  readonly values?: number;
  /** Of numbers: the lowest and the highest; absent where every item lacks one. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Why it is a category although most of its values are numbers. */
  readonly note?: string;
}

/** The attributes that an artefact holds, in the order of its manifest; prose is in no artefact. */
export function itemColumns({ titles, categories, numbers }: ItemTable): ItemColumn[] {
  return [
    { name: "title", type: "title", missing: titles.filter((title) => title === "").length },
    ...Array.from(categories, ([name, column]) => categoryColumn(name, column, titles.length)),
    ...Array.from(numbers, ([name, values]) => numberColumn(name, values)),
  ];
}

/** A column in words: `category, 18 values, 3 items without one`. */
export function itemColumnText({ type, missing, values, minimum, maximum, note }: ItemColumn, items: number): string {
  const range = minimum === undefined ? [] : [`${minimum} to ${maximum}`];
  const distinct = values === undefined ? [] : [`${values} ${values === 1 ? "value" : "values"}`];
  const without = `${missing} of ${items} items without one`;
  return [type, ...distinct, ...range, without, ...(note === undefined ? [] : [note])].join(", ");
}

function numberColumn(name: string, values: Float64Array): ItemColumn {
  const known = values.filter((value) => !Number.isNaN(value));
  const missing = values.length - known.length;
  if (known.length === 0) return { name, type: "number", missing };
  // Not Math.min of them all: a catalogue may have more items than a call takes arguments.
  const minimum = known.reduce((least, value) => Math.min(least, value));
  return { name, type: "number", missing, minimum, maximum: known.reduce((most, value) => Math.max(most, value)) };
}

function categoryColumn(name: string, column: CategoryColumn, items: number): ItemColumn {
  const missing = Array.from({ length: items }, (_, item) => categoryValues(column, item).length).filter(
    (n) => n === 0,
  );
  const shared = { name, type: "category", missing: missing.length, values: column.dictionary.length } as const;
  const given = column.dictionary.filter((value) => !isMissingNumber(value));
  const other = given.find((value) => !looksLikeNumber(value));
  const numbers = given.filter(looksLikeNumber).length;
  if (numbers * 2 <= given.length || given.length < 2) return shared;
  // Numbers that could have been read are text because an item has several of them.
  if (readNumbers(given) !== undefined) return { ...shared, note: "its values are numbers, listed by item" };
  const why = other === undefined ? "not in one notation" : `${JSON.stringify(other)} is none`;
  return { ...shared, note: `${numbers} of its values are numbers, and ${why}` };
}
