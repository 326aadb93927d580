import type { CategoryColumn } from "../../data/items.ts";
import { addItems, type Bitmap, complement, emptyBitmap, intersect, unite } from "../../models/retrieval/bitmap.ts";
import type { BitmapCache } from "./bitmap-cache.ts";
import { type FilterColumn, readShortText } from "./filter-column.ts";
import { hasAll, type ItemsByCode, turnRound } from "./items-by-code.ts";
import type { Condition } from "./parse-filter.ts";

/**
 * A column of texts, of which an item has any number. When it is first asked for it is turned round, which then takes 4 bytes
 * an entry and a map of its values. A set of a value is made of the list of its items; where more than one item in 32 has the
 * value, so that the set is smaller than the list, it is kept in the cache, as are sets of prefixes, for which every value of
 * the column is looked at.
 */
export function createTextColumn(
  name: string,
  column: CategoryColumn,
  itemCount: number,
  cache: BitmapCache,
): FilterColumn {
  const sets = createValueSets(name, column, itemCount, cache);
  return {
    title: "a column of texts",
    takes: "equals, anyOf, allOf, prefix and exists",
    shortForm: 'text, a list of texts or {"not": …}',
    readShort: readShortText,
    find: (condition) => {
      switch (condition.kind) {
        case "range":
          return undefined;
        case "prefix":
          return cache.get(`prefix ${JSON.stringify(condition.text)} of ${name}`, () =>
            sets.anyOf(codesWithPrefix(column, condition.text)),
          );
        case "exists":
          return cache.get(`${condition.exists ? "any" : "no"} value of ${name}`, () =>
            itemsWithValues(column, itemCount, condition.exists),
          );
        default:
          return findValues(condition);
      }
    },
  };

  function findValues({ kind, values }: Extract<Condition, { kind: "anyOf" | "allOf" }>): Bitmap | undefined {
    const wanted = new Set<string>();
    for (const value of values) {
      if (typeof value !== "string") return undefined;
      wanted.add(value);
    }
    const codes = sets.codesOf(wanted);
    if (kind === "anyOf") return sets.anyOf(codes);
    return codes.length < wanted.size ? emptyBitmap(itemCount) : sets.allOf(codes);
  }
}

/** Sets of the items that have certain values, by their codes; not to be changed. */
interface ValueSets {
  /** Codes of those values that the column has. */
  codesOf(values: ReadonlySet<string>): number[];
  anyOf(codes: readonly number[]): Bitmap;
  /** At least one code. */
  allOf(codes: readonly number[]): Bitmap;
}

function createValueSets(name: string, column: CategoryColumn, itemCount: number, cache: BitmapCache): ValueSets {
  let codes: ReadonlyMap<string, number> | undefined;
  let turned: ItemsByCode | undefined;
  const listOf = (code: number): Uint32Array => {
    turned ??= turnRound(column);
    return turned.items.subarray(turned.offsets[code], turned.offsets[code + 1]);
  };
  const isDense = (list: Uint32Array): boolean => list.length > itemCount / 32;
  const setOf = (code: number): Bitmap => {
    const list = listOf(code);
    const make = (): Bitmap => {
      const set = emptyBitmap(itemCount);
      addItems(set, list);
      return set;
    };
    return isDense(list) ? cache.get(`value ${code} of ${name}`, make) : make();
  };
  return {
    codesOf: (values) => {
      codes ??= new Map(column.dictionary.map((value, code) => [value, code]));
      const known = codes;
      return Array.from(values, (value) => known.get(value)).filter((code) => code !== undefined);
    },
    anyOf: (wanted) => {
      if (wanted.length === 1) return setOf(wanted[0]!);
      const found = emptyBitmap(itemCount);
      for (const code of wanted) {
        const list = listOf(code);
        if (isDense(list)) unite(found, setOf(code));
        else addItems(found, list);
      }
      return found;
    },
    allOf: (wanted) => {
      const byRarity = [...wanted].sort((a, b) => listOf(a).length - listOf(b).length);
      const rarest = listOf(byRarity[0]!);
      if (isDense(rarest)) {
        const found = setOf(byRarity[0]!).slice();
        for (const code of byRarity.slice(1)) intersect(found, setOf(code));
        return found;
      }
      const found = emptyBitmap(itemCount);
      const ascending = Uint32Array.from(wanted).sort();
      addItems(
        found,
        rarest.filter((item) => hasAll(column, item, ascending)),
      );
      return found;
    },
  };
}

function codesWithPrefix({ dictionary }: CategoryColumn, prefix: string): number[] {
  const codes: number[] = [];
  for (let code = 0; code < dictionary.length; code++) if (dictionary[code]!.startsWith(prefix)) codes.push(code);
  return codes;
}

/** The items that have a value, or those that have none. */
function itemsWithValues({ offsets }: CategoryColumn, itemCount: number, exists: boolean): Bitmap {
  const found = emptyBitmap(itemCount);
  for (let item = 0; item < itemCount; item++) {
    if (offsets[item + 1]! > offsets[item]!) found[item >>> 5]! |= 1 << (item & 31);
  }
  if (!exists) complement(found, itemCount);
  return found;
}
