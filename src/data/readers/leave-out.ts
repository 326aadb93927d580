import { DataError } from "../../errors.ts";
import type { Feedback } from "../interactions.ts";
import { type DuplicateRule, mergedValueSql } from "./duplicates.ts";
import { trimPartIds } from "./ids.ts";
import type { Session } from "./session.ts";

/** Conditions on the pairs of a part. */
export interface PairLimits {
  readonly feedback: Feedback;
  readonly duplicates: DuplicateRule;
  /** Least value of a pair after merging; undefined without a minimum. */
  readonly minValue: number | undefined;
  /** Whether events have weights; errors mention them. */
  readonly weighsEvents?: boolean;
}

/** Numbers of pairs of a user and an item that were left out, by reason. */
export interface LeftOutPairs {
  readonly nonPositiveDropped: number;
  readonly belowMinValue: number;
  /** Changes made to ids, so that rows of one pair are merged. */
  readonly notes: readonly string[];
}

/**
 * Removes the staged rows of pairs (user, item) whose merged value is not an interaction: counts of 0 or
 * below, and values below `minValue`. Under the rule `sum` a return is subtracted from its purchase. Ratings of 0 or
 * below are kept. Throws DataError `nothing-left` where no pair of the part is left.
 */
export async function leaveOutPairs(
  session: Session,
  part: number,
  name: string,
  { feedback, duplicates, minValue, weighsEvents = false }: PairLimits,
): Promise<LeftOutPairs> {
  const notes: string[] = [];
  const nonPositiveDropped = feedback === "implicit" ? await leaveOut(session, part, duplicates, isNoCount, notes) : 0;
  if (nonPositiveDropped > 0 && (await isEmpty(session, part))) {
    throw new DataError(
      "nothing-left",
      `${name}: expected counts above 0, got ${nonPositiveDropped.toLocaleString("en")} pairs of a user and an item whose count is 0 or below, and no other; ` +
        (weighsEvents
          ? "give an event of --events a weight above 0"
          : "if they are opinions, name the column as in --columns rating=NAME"),
    );
  }
  if (minValue === undefined) return { nonPositiveDropped, belowMinValue: 0, notes };
  const largest = await session.number(`SELECT max(value) FROM staged WHERE part = ${part}`);
  const belowMinValue = await leaveOut(
    session,
    part,
    duplicates,
    isBelow(minValue),
    notes,
    duplicates === "sum" && minValue < 0,
  );
  if (belowMinValue > 0 && (await isEmpty(session, part))) {
    throw new DataError(
      "nothing-left",
      `${name}: expected values of at least ${minValue}, got none among ${belowMinValue.toLocaleString("en")} pairs of a user and an item ` +
        `(the largest value of a row is ${largest}); choose a lower --min-value, or name the column of values with --columns rating=NAME or count=NAME`,
    );
  }
  return { nonPositiveDropped, belowMinValue, notes };
}

/**
 * SQL of a condition on the SQL of a value. Values are compared as 32-bit floats, as they are stored; a value beyond
 * that range stays.
 */
type Condition = (value: string) => string;

const isNoCount: Condition = (value) => `TRY_CAST(${value} AS FLOAT) <= 0`;

function isBelow(minimum: number): Condition {
  return (value) => `TRY_CAST(${value} AS FLOAT) < ${Math.fround(minimum)}::FLOAT`;
}

/**
 * Deletes the rows of pairs whose merged value fails; returns the number of pairs. Where no row of a pair fails, the
 * merged value does not fail, unless `allPairs` is set: for most data a look at the rows is enough.
 */
async function leaveOut(
  session: Session,
  part: number,
  rule: DuplicateRule,
  isUnfit: Condition,
  notes: string[],
  allPairs = false,
): Promise<number> {
  const unfitRows = `FROM staged WHERE part = ${part} AND ${allPairs ? "true" : isUnfit("value")}`;
  if ((await session.number(`SELECT count(*) ${unfitRows}`)) === 0) return 0;
  // The id of a return may have blanks around it where that of the purchase has none.
  notes.push(...(await trimPartIds(session, part)));
  await session.run(`
    CREATE OR REPLACE TEMP TABLE unfit AS
    SELECT user_text, item_text
    FROM (
      SELECT user_text, item_text, value, seconds, rowid AS row_index FROM staged
      WHERE part = ${part} AND (user_text, item_text) IN (SELECT (user_text, item_text) ${unfitRows})
    )
    GROUP BY user_text, item_text
    HAVING ${isUnfit(mergedValueSql(rule))}`);
  const pairs = await session.number("SELECT count(*) FROM unfit");
  await session.run(
    `DELETE FROM staged WHERE part = ${part} AND (user_text, item_text) IN (SELECT (user_text, item_text) FROM unfit)`,
  );
  await session.run("DROP TABLE unfit");
  return pairs;
}

async function isEmpty(session: Session, part: number): Promise<boolean> {
  return (await session.number(`SELECT count(*) FROM (SELECT 1 FROM staged WHERE part = ${part} LIMIT 1)`)) === 0;
}
