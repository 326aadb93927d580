import type { Session } from "./session.ts";

/** Kinds of ids, and the column of the staging table that holds them. */
const COLUMNS = [
  ["user", "user_text"],
  ["item", "item_text"],
] as const;

const BLANKS = "chr(32) || chr(9) || chr(160)";

/** An id without the blanks around it, as the staged ones are. */
export function trimId(id: string): string {
  return id.replaceAll(/^[ \t\u00a0]+|[ \t\u00a0]+$/g, "");
}

/**
 * What is no part of an id leaves the staged ones: blanks around it; and `.0` where every id of the column ends so, as tables
 * of floating-point numbers write whole ones. Gives back a note for each change.
 */
export async function tidyIds(session: Session, part: number, name: string): Promise<string[]> {
  const notes: string[] = [];
  const where = `part = ${part}`;
  for (const [kind, column] of COLUMNS) {
    const trimmed = `trim(${column}, ${BLANKS})`;
    const blank = await session.number(`SELECT count(*) FROM staged WHERE ${where} AND ${column} <> ${trimmed}`);
    if (blank > 0) {
      await session.run(`UPDATE staged SET ${column} = ${trimmed} WHERE ${where} AND ${column} <> ${trimmed}`);
      notes.push(`${name}: blanks around ${kind} ids were left out, in ${blank.toLocaleString("en")} rows`);
    }
    if (!(await areWholeFloats(session, part, column))) continue;
    await session.run(`UPDATE staged SET ${column} = regexp_replace(${column}, '\\.0+$', '') WHERE ${where}`);
    notes.push(`${name}: ${kind} ids such as 1.0 are whole numbers and were read as 1`);
  }
  return notes;
}

/** Whether every id is digits, a point and zeros. Looks at one id where the first is none. */
async function areWholeFloats(session: Session, part: number, column: string): Promise<boolean> {
  const isFloat = `regexp_full_match(${column}, '[0-9]+\\.0+')`;
  const [first] = await session.rows(`SELECT ${isFloat} FROM staged WHERE part = ${part} LIMIT 1`);
  if (first?.[0] !== true) return false;
  return (await session.number(`SELECT count(*) FROM staged WHERE part = ${part} AND NOT ${isFloat}`)) === 0;
}
