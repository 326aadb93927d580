import type { Session } from "./session.ts";

/** Ratings that say "not rated" in published tables: −1 and 0 below a scale, 99 above one. */
const BELOW = [-1, 0] as const;
const ABOVE = 99;
/** The highest rating of scales with a marker of 99. */
const LARGEST_BELOW_99 = 10;

/**
 * Notes on ratings of a part that may be markers: −1 below a scale from 0 on, 0 where it is more frequent than the
 * lowest grade of a scale from 1 on, and 99 above a scale up to 10. Two queries, one where there are no such values.
 */
export async function noteMarkers(session: Session, part: number, name: string, minValue?: number): Promise<string[]> {
  const [ends = []] = await session.rows(`SELECT min(value), max(value) FROM staged WHERE part = ${part}`);
  const [least = 0, most = 0] = ends.map(Number);
  const notes: string[] = [];
  if (BELOW.some((marker) => marker === least) && most > 1 && (minValue === undefined || minValue <= least)) {
    const [next, count, atNext] = await nextTo(session, part, least, "min", ">");
    if (least === -1 ? next >= 0 : next >= 1 && count > atNext) {
      notes.push(
        `${name}: ${say(count, least)} and no other is below ${next}; if ${least} says "not rated", leave them out with --min-value ${next}`,
      );
    }
  }
  if (most === ABOVE) {
    const [next, count] = await nextTo(session, part, most, "max", "<");
    if (next <= LARGEST_BELOW_99) {
      notes.push(
        `${name}: ${say(count, most)} and no other is above ${next}; if ${most} says "not rated", take these rows out of the table`,
      );
    }
  }
  return notes;
}

/** The value next to one at an end of the scale, the number of rows of that one, and of the next. */
async function nextTo(
  session: Session,
  part: number,
  value: number,
  nearest: "min" | "max",
  beyond: ">" | "<",
): Promise<readonly [number, number, number]> {
  const rows = await session.rows(`
    WITH rated AS (SELECT value FROM staged WHERE part = ${part}),
      next AS (SELECT ${nearest}(value) AS value FROM rated WHERE value ${beyond} ${value})
    SELECT (SELECT value FROM next), count(*) FILTER (value = ${value}), count(*) FILTER (value = (SELECT value FROM next)) FROM rated`);
  const [next = 0, count = 0, atNext = 0] = (rows[0] ?? []).map(Number);
  return [next, count, atNext];
}

function say(count: number, value: number): string {
  return count === 1 ? `1 rating is ${value}` : `${count.toLocaleString("en")} ratings are ${value}`;
}
