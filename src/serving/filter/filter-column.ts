import type { Bitmap } from "../../models/retrieval/bitmap.ts";
import type { Condition } from "./parse-filter.ts";

/** A column of the items as filters see it. */
export interface FilterColumn {
  /** What it is, for errors. */
  readonly title: string;
  /** The operators that it takes, for errors: `equals, anyOf, min and max`. */
  readonly takes: string;
  /** What the short form may ask of it, for errors. */
  readonly shortForm: string;
  /** The condition of the short form; undefined where it does not fit the column. */
  readShort(condition: unknown): ShortCondition | undefined;
  /** The items that a condition holds for, not to be changed; undefined where it does not fit the column. */
  find(condition: Condition): Bitmap | undefined;
}

/** A condition of the short form in terms of the long one. */
export interface ShortCondition {
  readonly condition: Condition;
  readonly isNegated: boolean;
}

/** `"text"`, `["texts"]` or `{"not": …}`, as columns of text take it; undefined for anything else. */
export function readShortText(condition: unknown): ShortCondition | undefined {
  const isNegated = hasOnly(condition, ["not"]);
  const given = isNegated ? condition.not : condition;
  const values: readonly unknown[] | undefined = Array.isArray(given) ? given : [given];
  if (!values.every((value) => typeof value === "string")) return undefined;
  return { condition: { kind: "anyOf", values }, isNegated };
}

/** Whether a condition is an object with keys of this list alone, so that a misspelt one is not overlooked. */
export function hasOnly(condition: unknown, keys: readonly string[]): condition is Readonly<Record<string, unknown>> {
  if (typeof condition !== "object" || condition === null || Array.isArray(condition)) return false;
  const own = Object.keys(condition);
  return own.length > 0 && own.every((key) => keys.includes(key));
}
