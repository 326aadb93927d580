import type { Artefact } from "../artefact/artefact.ts";
import { type CategoryColumn, categoryValues, type ItemTable } from "../data/items.ts";
import { RequestError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { type AddressReaders, addressReaders } from "./item-addresses.ts";

/** What an item has in a column. */
export type FieldValue = string | number | readonly string[];

/** Whether items have at most one value, by column. */
const singles = new WeakMap<CategoryColumn, boolean>();

/**
 * Reads these columns of an item: a number; a text, from a column of prose or one in which no item has several; a list of them
 * from any other. Columns in which the item has nothing are left out. `image` and `link` are the columns of pictures and links,
 * whatever these are called. Throws RequestError `unknown-field-column`.
 */
export function fieldsReader(
  names: readonly string[],
  { items, texts }: Pick<Artefact, "items" | "texts">,
): (item: number) => Readonly<Record<string, FieldValue>> {
  const addresses = addressReaders({ items, texts });
  const readers = names.map((name, at) => [name, readerOf(name, at, items, texts, addresses)] as const);
  return (item) => {
    const own = readers.flatMap(([name, read]): [string, FieldValue][] => {
      const value = read(item);
      return value === undefined ? [] : [[name, value]];
    });
    // Unlike an assignment, fromEntries keeps a column called __proto__.
    return Object.fromEntries(own);
  };
}

function readerOf(
  name: string,
  at: number,
  { categories, numbers }: ItemTable,
  texts: Artefact["texts"] = new Map(),
  addresses: AddressReaders,
): (item: number) => FieldValue | undefined {
  const column = categories.get(name);
  if (column) {
    if (isSingle(column)) return (item) => categoryValues(column, item)[0];
    return (item) => {
      const values = categoryValues(column, item);
      return values.length === 0 ? undefined : values;
    };
  }
  const values = numbers.get(name);
  if (values) return (item) => (Number.isNaN(values[item]) ? undefined : values[item]);
  const prose = texts.get(name);
  if (prose) return (item) => prose[item] || undefined;
  const address = name === "image" || name === "link" ? addresses[name] : undefined;
  if (address) return address;
  const known = [...categories.keys(), ...numbers.keys(), ...texts.keys()];
  const expected = `expected columns of this catalogue: ${known.join(", ") || "it has none"}`;
  const message = `fields[${at}]: ${expected}; got ${JSON.stringify(name)}${didYouMean(name, known)}`;
  throw new RequestError("unknown-field-column", message);
}

function isSingle(column: CategoryColumn): boolean {
  const known = singles.get(column) ?? column.offsets.every((end, row, all) => row === 0 || end - all[row - 1]! <= 1);
  singles.set(column, known);
  return known;
}
