import type { Session } from "./session.ts";

/** Kinds of ids, and the column of the staging table that holds them. */
const COLUMNS = [
  ["user", "user_text"],
  ["item", "item_text"],
] as const;

/** The blanks that are trimmed from ids. */
const BLANKS = "chr(32) || chr(9) || chr(160)";

/** An id without the blanks around it, as the staged ones are. */
export function trimId(id: string): string {
  return id.replaceAll(/^[ \t\u00a0]+|[ \t\u00a0]+$/g, "");
}

/** The same for the ids of one part, where its pairs are filtered before all ids are known. */
export async function trimPartIds(session: Session, part: number): Promise<string[]> {
  const notes: string[] = [];
  for (const [, column] of COLUMNS) {
    await session.run(
      `CREATE OR REPLACE TEMP TABLE part_ids AS SELECT DISTINCT ${column} AS id FROM staged WHERE part = ${part}`,
    );
    notes.push(...(await trimStagedIds(session, column, "part_ids")));
  }
  await session.run("DROP TABLE part_ids");
  return notes;
}

/**
 * Trims blanks around the staged ids, given the table of distinct ids. Returns a note where there were any.
 */
export async function trimStagedIds(session: Session, column: string, distinctIds: string): Promise<string[]> {
  const blank = (text: string): string => `${text} <> trim(${text}, ${BLANKS})`;
  if ((await session.number(`SELECT count(*) FROM ${distinctIds} WHERE ${blank("id")}`)) === 0) return [];
  const rows = await session.number(`SELECT count(*) FROM staged WHERE ${blank(column)}`);
  await session.run(`UPDATE staged SET ${column} = trim(${column}, ${BLANKS}) WHERE ${blank(column)}`);
  const kind = COLUMNS.find(([, name]) => name === column)?.[0] ?? column;
  return [`blanks around ${kind} ids were left out, in ${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`];
}

/**
 * Removes the `.0` of the staged ids of a part where every id of the column ends in it, as tables of floating-point
 * numbers write whole numbers. Returns a note for each change.
 */
export async function unfloatIds(session: Session, part: number, name: string): Promise<string[]> {
  const notes: string[] = [];
  for (const [kind, column] of COLUMNS) {
    if (!(await areWholeFloats(session, part, column))) continue;
    await session.run(`UPDATE staged SET ${column} = regexp_replace(${column}, '\\.0+\\s*$', '') WHERE part = ${part}`);
    notes.push(`${name}: ${kind} ids such as 1.0 are whole numbers and were read as 1`);
  }
  return notes;
}

/** A note on ids in the notation by which spreadsheets shorten long numbers, given the table of the different ones. */
export async function noteRounded(session: Session, column: string, distinctIds: string): Promise<string[]> {
  const [found] = await session.rows(
    `SELECT min(id) FROM ${distinctIds} WHERE suffix(left(id, -2), 'E+') AND regexp_full_match(id, '[0-9]\\.[0-9]+E\\+[0-9]{2}')`,
  );
  const example = found?.[0];
  if (typeof example !== "string") return [];
  const kind = COLUMNS.find(([, name]) => name === column)?.[0] ?? column;
  return [
    `${kind} ids such as ${example} look rounded by a spreadsheet, so that different ids may have become one; write the column as text`,
  ];
}

/** Whether every id is digits, a point and zeros. Reads only one id where the first is not of this form. */
async function areWholeFloats(session: Session, part: number, column: string): Promise<boolean> {
  const isFloat = `regexp_full_match(${column}, '\\s*[0-9]+\\.0+\\s*')`;
  const [first] = await session.rows(`SELECT ${isFloat} FROM staged WHERE part = ${part} LIMIT 1`);
  if (first?.[0] !== true) return false;
  return (await session.number(`SELECT count(*) FROM staged WHERE part = ${part} AND NOT ${isFloat}`)) === 0;
}
