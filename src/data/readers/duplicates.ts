import type { Feedback } from "../interactions.ts";
import type { Session } from "./session.ts";

/** How rows of the same user and item are merged; see docs/data.md. */
export const DUPLICATE_RULES = ["last", "first", "sum", "mean", "max"] as const;

export type DuplicateRule = (typeof DUPLICATE_RULES)[number];

/** A later rating replaces an earlier one; counts of behaviour add up. */
export function defaultDuplicateRule(feedback: Feedback): DuplicateRule {
  return feedback === "explicit" ? "last" : "sum";
}

/** Values are added in ascending order, so that neither the order of rows nor the number of threads has an effect. */
const VALUE_SQL: Readonly<Record<DuplicateRule, string>> = {
  last: "last(value ORDER BY seconds NULLS FIRST, row_index)",
  first: "first(value ORDER BY seconds NULLS FIRST, row_index)",
  sum: "sum(value ORDER BY value)",
  mean: "sum(value ORDER BY value) / count(*)",
  max: "max(value)",
};

/**
 * A sum of both signs is 0 where only rounding error remains: in binary, 0.1 + 0.2 − 0.3 is not 0.
 */
const ROUNDING = 1e-12;

/** SQL of the merged value of a group, 0 where the rows cancel; of columns value, seconds and row_index. */
export function mergedValueSql(rule: DuplicateRule): string {
  const value = VALUE_SQL[rule];
  if (rule !== "sum" && rule !== "mean") return value;
  return `CASE WHEN abs(sum(value ORDER BY value)) <= ${ROUNDING} * sum(abs(value)) THEN 0 ELSE ${value} END`;
}

/** A merged row has the timestamp of the row that it comes from; a sum, mean or maximum has the latest. */
const SECONDS_SQL: Readonly<Record<DuplicateRule, string>> = {
  last: "max(seconds)",
  first: "CASE WHEN count(seconds) = count(*) THEN min(seconds) END",
  sum: "max(seconds)",
  mean: "max(seconds)",
  max: "max(seconds)",
};

/**
 * SQL for the pairs of a part (or all parts), each pair once, with columns user_index, item_index, value, seconds,
 * row_index (of the last row merged). A row without a timestamp counts as older than any other; rows of the same time
 * keep file order.
 */
export async function mergedPairs(
  session: Session,
  part: number | "all",
  rule: DuplicateRule,
): Promise<{ readonly sql: string; readonly count: number; readonly duplicatesMerged: number }> {
  const where = part === "all" ? "" : `WHERE part = ${part}`;
  const rows = await session.number(`SELECT count(*) FROM pairs ${where}`);
  const count = await session.number(
    `SELECT count(*) FROM (SELECT DISTINCT user_index, item_index FROM pairs ${where})`,
  );
  const all = `SELECT user_index, item_index, value, seconds, row_index FROM pairs ${where}`;
  if (rows === count) return { sql: all, count, duplicatesMerged: 0 };
  const sql = `
    SELECT user_index, item_index, ${VALUE_SQL[rule]} AS value, ${SECONDS_SQL[rule]} AS seconds, max(row_index) AS row_index
    FROM pairs ${where}
    GROUP BY user_index, item_index`;
  return { sql, count, duplicatesMerged: rows - count };
}
