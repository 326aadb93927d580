import { show } from "../../check.ts";
import { RequestError } from "../../errors.ts";
import { MAXIMUM_FILTER_CLAUSES, MAXIMUM_FILTER_DEPTH, MAXIMUM_FILTER_VALUES } from "../limits.ts";

/** A filter whose form has been checked; what its columns are is not known yet. */
export type FilterNode = GroupNode | ClauseNode;

/** Items that pass all of `must`, one or more of `should` unless it is empty, and none of `mustNot`. */
export interface GroupNode {
  readonly must: readonly FilterNode[];
  readonly should: readonly FilterNode[];
  readonly mustNot: readonly FilterNode[];
}

/** A condition on one column. */
export interface ClauseNode {
  readonly column: string;
  /** Where the column is named, for errors: `filter.must[2].column`. */
  readonly columnPath: string;
  /** Where the condition stands: `filter.must[2].anyOf`. */
  readonly path: string;
  readonly condition: Condition;
}

/** What a clause asks of its column. Lists are not empty in the long form. */
export type Condition =
  | { readonly kind: "anyOf"; readonly values: readonly (string | number)[] }
  | { readonly kind: "allOf"; readonly values: readonly string[] }
  | { readonly kind: "range"; readonly min: number; readonly max: number }
  | { readonly kind: "prefix"; readonly text: string }
  | { readonly kind: "exists"; readonly exists: boolean };

type Fields = Readonly<Record<string, unknown>>;

const GROUP_KEYS = ["must", "should", "mustNot"] as const;

/** Each operator of a clause with what it makes of its operand. Throws RequestError `bad-filter` for one of the wrong kind. */
const OPERATORS: Readonly<Record<string, (given: unknown, path: string) => Condition>> = {
  equals: (given, path) => {
    if (typeof given === "string" || isNumber(given)) return { kind: "anyOf", values: [given] };
    throw badFilter(path, "a text or a finite number", given);
  },
  anyOf: (given, path) => {
    const values = listOf(given, path);
    if (values.every(isText) || values.every(isNumber)) return { kind: "anyOf", values };
    throw badFilter(path, "texts alone or finite numbers alone", given);
  },
  allOf: (given, path) => {
    const values = listOf(given, path);
    if (values.every(isText)) return { kind: "allOf", values };
    throw badFilter(path, "a list of texts", given);
  },
  min: (given, path) => ({ kind: "range", min: bound(given, path), max: Number.POSITIVE_INFINITY }),
  max: (given, path) => ({ kind: "range", min: Number.NEGATIVE_INFINITY, max: bound(given, path) }),
  prefix: (given, path) => {
    if (typeof given === "string") return { kind: "prefix", text: given };
    throw badFilter(path, "a text", given);
  },
  exists: (given, path) => {
    if (typeof given === "boolean") return { kind: "exists", exists: given };
    throw badFilter(path, "true or false", given);
  },
};

const CLAUSE = `{"column": …} with one of ${Object.keys(OPERATORS).join(", ")}, or with min and max`;

/** Whether a filter is in the long form: it has a key must, should or mustNot. */
export function isLongForm(filter: object): boolean {
  return GROUP_KEYS.some((key) => Object.hasOwn(filter, key));
}

/**
 * Reads a filter in the long form. Throws RequestError `bad-filter`, which names the path, for what is neither group nor
 * clause, an empty list, a clause without exactly one operator, an operand of the wrong kind, and what is beyond the limits of
 * depth, clauses and values.
 */
export function parseGroup(filter: object): GroupNode {
  let clauses = 0;

  function groupOf(group: Fields, path: string, depth: number): GroupNode {
    if (depth > MAXIMUM_FILTER_DEPTH) {
      const deeper = `expected groups at most ${MAXIMUM_FILTER_DEPTH} deep, got one that is ${depth} deep`;
      throw new RequestError("bad-filter", `${path}: ${deeper}; write it with fewer groups within groups`);
    }
    const strange = Object.keys(group).find((key) => !GROUP_KEYS.some((known) => known === key));
    if (strange !== undefined) {
      const column = "a column belongs into a clause of one of them";
      throw badFilter(path, `must, should and mustNot alone (${column})`, strange);
    }
    const nodesOf = (key: (typeof GROUP_KEYS)[number]): FilterNode[] => {
      if (!Object.hasOwn(group, key)) return [];
      const list = group[key];
      const isList = Array.isArray(list) && list.length > 0;
      if (!isList) throw badFilter(`${path}.${key}`, "a list of one clause or more", list);
      return list.map((node: unknown, place) => nodeOf(node, `${path}.${key}[${place}]`, depth));
    };
    return { must: nodesOf("must"), should: nodesOf("should"), mustNot: nodesOf("mustNot") };
  }

  function nodeOf(node: unknown, path: string, depth: number): FilterNode {
    if (!isFields(node)) throw badFilter(path, `${CLAUSE}, or a group of must, should and mustNot`, node);
    if (isLongForm(node)) return groupOf(node, path, depth + 1);
    clauses++;
    if (clauses <= MAXIMUM_FILTER_CLAUSES) return clauseOf(node, path);
    const more = `expected at most ${MAXIMUM_FILTER_CLAUSES} clauses in the whole filter, got more`;
    throw new RequestError("bad-filter", `${path}: ${more}; a list of values is one clause: anyOf`);
  }

  return groupOf(filter as Fields, "filter", 1);
}

function clauseOf(clause: Fields, path: string): ClauseNode {
  const { column } = clause;
  if (typeof column !== "string") throw badFilter(`${path}.column`, "the name of a column", column);
  const keys = Object.keys(clause).filter((key) => key !== "column");
  const strange = keys.find((key) => !Object.hasOwn(OPERATORS, key));
  if (strange !== undefined) throw badFilter(path, CLAUSE, strange);
  const isRange = keys.length === 2 && Object.hasOwn(clause, "min") && Object.hasOwn(clause, "max");
  const [key] = keys;
  if (key === undefined || (keys.length > 1 && !isRange)) {
    throw new RequestError("bad-filter", `${path}: expected ${CLAUSE}, got ${keys.join(" and ") || "none of them"}`);
  }
  if (isRange) {
    const condition = {
      kind: "range",
      min: bound(clause.min, `${path}.min`),
      max: bound(clause.max, `${path}.max`),
    } as const;
    return { column, columnPath: `${path}.column`, path, condition };
  }
  const at = `${path}.${key}`;
  return { column, columnPath: `${path}.column`, path: at, condition: OPERATORS[key]!(clause[key], at) };
}

function listOf(given: unknown, path: string): readonly unknown[] {
  if (Array.isArray(given) && given.length > 0 && given.length <= MAXIMUM_FILTER_VALUES) return given;
  throw badFilter(path, `a list of 1 to ${MAXIMUM_FILTER_VALUES} values`, given);
}

function bound(given: unknown, path: string): number {
  if (isNumber(given)) return given;
  throw badFilter(path, "a finite number", given);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function badFilter(path: string, expected: string, got: unknown): RequestError {
  return new RequestError("bad-filter", `${path}: expected ${expected}, got ${show(got)}`);
}
