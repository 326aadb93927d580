import type { CategoryColumn, ItemTable } from "../data/items.ts";
import { RequestError } from "../errors.ts";
import { type CompiledFilter, compiledFrom } from "../models/retrieval/item-mask.ts";
import type { Filter, FilterCondition } from "./types.ts";

/** Compiles filters against a catalogue and keeps the last few, so that a repeated filter costs one look-up. */
export function createFilterCompiler(items: ItemTable): (filter: Filter) => CompiledFilter {
  const recent = new Map<string, CompiledFilter>();
  return (filter) => {
    // JSON leaves undefined out; as null it differs from an absent condition, and null is never accepted.
    const key = JSON.stringify(filter, (_, value: unknown) => value ?? null);
    const known = recent.get(key);
    if (known) return known;
    const compiled = compile(items, filter);
    const oldest = recent.keys().next();
    if (recent.size >= KEPT_FILTERS && !oldest.done) recent.delete(oldest.value);
    recent.set(key, compiled);
    return compiled;
  };
}

const KEPT_FILTERS = 16;

function compile(items: ItemTable, filter: Filter): CompiledFilter {
  const count = items.itemIds.size;
  const passes = new Uint8Array(count).fill(1);
  for (const [name, condition] of Object.entries(filter)) {
    const test = conditionTest(items, name, condition);
    for (let item = 0; item < count; item++) if (passes[item] === 1 && !test(item)) passes[item] = 0;
  }
  return compiledFrom(passes);
}

type ItemTest = (item: number) => boolean;

/** The test of one column. Throws RequestError for an unknown column or a condition that does not fit it. */
function conditionTest(items: ItemTable, name: string, condition: FilterCondition): ItemTest {
  const category = items.categories.get(name);
  if (category) return categoryTest(name, category, condition);
  const numbers = items.numbers.get(name);
  if (numbers) return numberTest(name, numbers, condition);
  const known = [...items.categories.keys(), ...items.numbers.keys()];
  throw new RequestError(
    "unknown-filter-column",
    `filter.${name}: this catalogue has no such column; it has ${known.join(", ") || "none"}`,
  );
}

function categoryTest(name: string, category: CategoryColumn, condition: FilterCondition): ItemTest {
  const negated = hasOnly(condition, ["not"]);
  const given = negated ? condition.not : condition;
  const list = typeof given === "string" ? [given] : given;
  if (!Array.isArray(list) || !list.every((value) => typeof value === "string")) {
    throw badFilter(name, 'text, a list of texts or {"not": …}', condition);
  }
  const values = new Set(list);
  const wanted = new Set<number>();
  for (const [code, value] of category.dictionary.entries()) if (values.has(value)) wanted.add(code);
  return (item) => {
    for (let at = category.offsets[item]!; at < category.offsets[item + 1]!; at++) {
      if (wanted.has(category.codes[at]!)) return !negated;
    }
    return negated;
  };
}

function numberTest(name: string, numbers: Float64Array, condition: FilterCondition): ItemTest {
  if (typeof condition === "number" && Number.isFinite(condition)) return (item) => numbers[item] === condition;
  if (!hasOnly(condition, ["min", "max"])) throw badFilter(name, 'a number or {"min": …, "max": …}', condition);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = condition;
  if (!Object.values(condition).every(Number.isFinite)) {
    throw badFilter(name, "bounds that are finite numbers", condition);
  }
  return (item) => numbers[item]! >= min && numbers[item]! <= max;
}

/** Whether a condition is an object with keys of this list alone, so that a misspelt one is not overlooked. */
function hasOnly<Key extends string>(
  condition: FilterCondition,
  keys: readonly Key[],
): condition is Extract<FilterCondition, { readonly [K in Key]?: unknown }> {
  if (typeof condition !== "object" || condition === null || Array.isArray(condition)) return false;
  const own = Object.keys(condition);
  return own.length > 0 && own.every((key) => keys.some((known) => known === key));
}

function badFilter(name: string, expected: string, condition: FilterCondition): RequestError {
  return new RequestError("bad-filter", `filter.${name}: expected ${expected}, got ${JSON.stringify(condition)}`);
}
