import type { ItemTable } from "../data/items.ts";
import { RequestError } from "../errors.ts";
import { type Bitmap, fullBitmap, intersect, subtract, unite } from "../models/retrieval/bitmap.ts";
import { type CompiledFilter, filterOf } from "../models/retrieval/item-mask.ts";
import { didYouMean } from "../nearest.ts";
import { createBitmapCache } from "./filter/bitmap-cache.ts";
import type { FilterColumn } from "./filter/filter-column.ts";
import { createIdColumn } from "./filter/id-column.ts";
import { createNumberColumn } from "./filter/number-column.ts";
import { type ClauseNode, type FilterNode, type GroupNode, isLongForm, parseGroup } from "./filter/parse-filter.ts";
import { createTextColumn } from "./filter/text-column.ts";
import type { Filter } from "./types.ts";

/** Whole filters that are kept, and how long they may be together as JSON. */
const KEPT_FILTERS = 16;
const KEPT_CHARACTERS = 1_000_000;
/** Bytes of sets of single values and prefixes that are kept: of 100,000 items a set takes 12.5 KB. */
const KEPT_BYTES = 4_194_304;
/** The column of item ids, unless the catalogue has a column of this name. */
const ID_COLUMN = "itemId";

/**
 * Compiles filters against a catalogue. A clause is a set of items, 32 to a word, and groups combine the words. It keeps the
 * last few whole filters, so that a repeated one costs one look-up; sets of values; and what each column has made of itself
 * (filter/text-column.ts, filter/number-column.ts). All of it is bounded by the size of the catalogue.
 */
export function createFilterCompiler(items: ItemTable): (filter: Filter) => CompiledFilter {
  const itemCount = items.itemIds.size;
  const columns = columnsOf(items);
  const recent = new Map<string, CompiledFilter>();
  let characters = 0;
  return (filter) => {
    // JSON leaves undefined out; as null it differs from an absent condition, and null is never accepted.
    const key = JSON.stringify(filter, (_, value: unknown) => value ?? null);
    const known = recent.get(key);
    if (known) return known;
    // Without this, a number and an empty array would let everything pass.
    if (typeof filter !== "object" || filter === null || Array.isArray(filter)) {
      throw new RequestError("bad-filter", `filter: expected an object, columns with conditions, got ${key}`);
    }
    const found = isLongForm(filter) ? ofGroup(parseGroup(filter)) : ofShortForm(filter);
    const compiled = filterOf(found, itemCount);
    recent.set(key, compiled);
    characters += key.length;
    for (const oldest of recent.keys()) {
      if (recent.size <= KEPT_FILTERS && characters <= KEPT_CHARACTERS) break;
      recent.delete(oldest);
      characters -= oldest.length;
    }
    return compiled;
  };

  function ofShortForm(filter: object): Bitmap {
    const found = fullBitmap(itemCount);
    for (const [name, given] of Object.entries(filter)) {
      const path = `filter.${name}`;
      const column = columnOf(name, path);
      const read = column.readShort(given);
      const bitmap = read && column.find(read.condition);
      if (bitmap === undefined) {
        throw new RequestError("bad-filter", `${path}: expected ${column.shortForm}, got ${JSON.stringify(given)}`);
      }
      if (read?.isNegated) subtract(found, bitmap);
      else intersect(found, bitmap);
    }
    return found;
  }

  /** The items that pass a group, as a set of its own. */
  function ofGroup({ must, should, mustNot }: GroupNode): Bitmap {
    const found = fullBitmap(itemCount);
    for (const node of must) intersect(found, ofNode(node));
    const [first, ...others] = should;
    if (first) {
      const any = ofNode(first).slice();
      for (const node of others) unite(any, ofNode(node));
      intersect(found, any);
    }
    for (const node of mustNot) subtract(found, ofNode(node));
    return found;
  }

  function ofNode(node: FilterNode): Bitmap {
    return "condition" in node ? ofClause(node) : ofGroup(node);
  }

  function ofClause({ column: name, columnPath, path, condition }: ClauseNode): Bitmap {
    const column = columnOf(name, columnPath);
    const found = column.find(condition);
    if (found) return found;
    throw new RequestError(
      "bad-filter",
      `${path}: ${JSON.stringify(name)} is ${column.title}, which takes ${column.takes} with values of its own kind`,
    );
  }

  function columnOf(name: string, path: string): FilterColumn {
    const column = columns.get(name);
    if (column) return column;
    const known = [...columns.keys()];
    const shown = name.slice(0, SHOWN_NAME);
    throw new RequestError(
      "unknown-filter-column",
      `${path}: this catalogue has no column ${JSON.stringify(shown)}${didYouMean(shown, known)}; it has ${known.join(", ")}`,
    );
  }
}

/** How much of a column's name an error repeats, and compares with those that there are. */
const SHOWN_NAME = 60;

function columnsOf({ itemIds, categories, numbers }: ItemTable): ReadonlyMap<string, FilterColumn> {
  const cache = createBitmapCache(KEPT_BYTES);
  const columns = new Map<string, FilterColumn>();
  for (const [name, column] of categories) {
    columns.set(name, createTextColumn(name, column, itemIds.size, cache));
  }
  for (const [name, values] of numbers) if (!columns.has(name)) columns.set(name, createNumberColumn(values));
  if (!columns.has(ID_COLUMN)) columns.set(ID_COLUMN, createIdColumn(itemIds, cache));
  return columns;
}
