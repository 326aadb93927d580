import type { ItemDetails } from "../../src/serving/types.ts";

/** Longest value of a column that an example names. */
const VALUE_LENGTH = 100;

/** A text that some items have in a column. */
export interface CommonValue {
  readonly column: string;
  readonly value: string;
}

/** Whether the short form of a filter can name a column: keys of groups stand for themselves, and JSON.parse alone keeps the last. */
function isPlain(column: string): boolean {
  return !["must", "should", "mustNot", "__proto__"].includes(column);
}

/**
 * The text that most of these items have, but not all, so that a filter by it chooses; where all have the same, that. Ties: the first met.
 * undefined where none has any.
 */
export function commonValue(items: readonly ItemDetails[]): CommonValue | undefined {
  const found = new Map<string, CommonValue & { count: number }>();
  for (const { categories } of items) {
    for (const [column, values] of Object.entries(categories)) {
      if (!isPlain(column)) continue;
      for (const value of new Set(values)) {
        if (value === "" || value.length > VALUE_LENGTH) continue;
        const key = JSON.stringify([column, value]);
        found.set(key, { column, value, count: (found.get(key)?.count ?? 0) + 1 });
      }
    }
  }
  const rank = ({ count }: { count: number }): number => (count < items.length ? count : 0);
  return [...found.values()].reduce<(CommonValue & { count: number }) | undefined>(
    (best, one) => (best === undefined || rank(one) > rank(best) ? one : best),
    undefined,
  );
}

/** A column of numbers with the median of these items; the first column in which one has a number. */
export function middleNumber(items: readonly ItemDetails[]): { column: string; median: number } | undefined {
  const column = items.flatMap(({ numbers }) => Object.keys(numbers)).find(isPlain);
  if (column === undefined) return undefined;
  const values = items.flatMap(({ numbers }) => numbers[column] ?? []).toSorted((a, b) => a - b);
  const median = values[values.length >> 1];
  return median === undefined ? undefined : { column, median };
}

/** How an expression names a column: by its name where that is a word, in quotes otherwise. */
export function columnExpression(name: string): string {
  const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !["and", "or", "not"].includes(name);
  return isName ? name : `column(${JSON.stringify(name)})`;
}
