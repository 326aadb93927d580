import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Interactions, selectInteractions } from "../../src/data/interactions.ts";
import type { ItemTable } from "../../src/data/items.ts";
import { createRandom } from "../../src/random.ts";

/** Every row of a table, ids as written. Rows come in the order of the table. */
function* rowsOf({ userIds, itemIds, users, items, values, timestamps }: Interactions) {
  for (const [row, user] of users.entries()) {
    yield {
      user: userIds.idOf(user),
      item: itemIds.idOf(items[row]!),
      value: values[row]!,
      seconds: timestamps?.[row] ?? Number.NaN,
    };
  }
}

/** The rows with a value from `liked` up, each of value 1: what remains of ratings where only liking is recorded. */
export function likedOnly(interactions: Interactions, liked: number): Interactions {
  const rows = Uint32Array.from(interactions.values.keys()).filter((row) => interactions.values[row]! >= liked);
  const kept = selectInteractions(interactions, rows);
  return { ...kept, values: kept.values.fill(1), feedback: "implicit" };
}

/**
 * A wide table: one line a user, one column an item, 0 where there is no interaction. Users and items without any
 * interaction are left out: a line of zeros says nothing.
 */
export function toMatrixText({ userIds, itemIds, users, items, values }: Interactions): string {
  const columns = [...new Set(items)].sort((a, b) => a - b);
  const columnOf = new Map(columns.map((item, column) => [item, column]));
  const lines = new Map<number, Float32Array>();
  for (const [row, user] of users.entries()) {
    const line = lines.get(user) ?? new Float32Array(columns.length);
    line[columnOf.get(items[row]!)!] = values[row]!;
    lines.set(user, line);
  }
  const body = [...lines].sort(([a], [b]) => a - b).map(([user, line]) => `${userIds.idOf(user)},${line.join(",")}`);
  return text([`userId,${columns.map((item) => itemIds.idOf(item)).join(",")}`, ...body]);
}

/** A random share of all cells of the matrix as ratings, the empty ones as ratings of 0. Same seed, same cells. */
export function toZeroFilledText(
  { userIds, itemIds, users, items, values }: Interactions,
  share: number,
  seed: number,
): string {
  const random = createRandom(seed);
  const known = new Map(Array.from(users, (user, row) => [user * itemIds.size + items[row]!, values[row]!]));
  const [ownUsers, ownItems] = [users, items].map((column) => [...new Set(column)].sort((a, b) => a - b));
  const lines = ["userId,itemId,rating"];
  for (const user of ownUsers ?? []) {
    for (const item of ownItems ?? []) {
      if (random.nextFloat() >= share) continue;
      lines.push(`${userIds.idOf(user)},${itemIds.idOf(item)},${known.get(user * itemIds.size + item) ?? 0}`);
    }
  }
  return text(lines);
}

/** `ratings.csv` of MovieLens. */
export function toMovieLensText(interactions: Interactions): string {
  const lines = Array.from(
    rowsOf(interactions),
    ({ user, item, value, seconds }) => `${user},${item},${value},${seconds}`,
  );
  return text(["userId,movieId,rating,timestamp", ...lines]);
}

/** `combined_data_1.txt` of the Netflix Prize: a line a film, then its ratings, dated to the day. */
export function toNetflixText(interactions: Interactions): string {
  const byItem = Map.groupBy(rowsOf(interactions), ({ item }) => item);
  const lines = [...byItem].flatMap(([item, rows]) => [
    `${item}:`,
    ...rows.map(
      ({ user, value, seconds }) => `${user},${value},${new Date(seconds * 1000).toISOString().slice(0, 10)}`,
    ),
  ]);
  return text(lines);
}

/** `movie_titles.csv` of the Netflix Prize: id, year or NULL, and the title, which may have commas. */
export function toNetflixTitles({ itemIds, titles, numbers }: ItemTable): string {
  const years = numbers.get("year");
  const lines = titles.map((title, item) => {
    const year = years?.[item] ?? Number.NaN;
    const plain = title.replace(/ \(\d{4}\)$/, "");
    return `${itemIds.idOf(item)},${Number.isNaN(year) ? "NULL" : year},${plain}`;
  });
  return text(lines);
}

/** A row of 0 stands behind every so many ratings: somebody who took the book and did not rate it. */
const RATINGS_BETWEEN_ZEROS = 2;

/**
 * `BX-Book-Ratings.csv`: ratings doubled, from half stars to the scale of 1 to 10, with rows of 0 among them. Such a row
 * is of the user of the rating before it, and of an item that the user has not rated.
 */
export function toBookCrossingText(interactions: Interactions): string {
  const { userIds, itemIds, users, items, values } = interactions;
  const taken = new Set(Array.from(users, (user, row) => user * itemIds.size + items[row]!));
  const random = createRandom(0);
  const lines = [`"User-ID";"ISBN";"Book-Rating"`];
  const add = (user: number, item: number, value: number): void => {
    lines.push(`"${userIds.idOf(user)}";"${itemIds.idOf(item)}";"${value}"`);
  };
  for (const [row, user] of users.entries()) {
    add(user, items[row]!, 2 * values[row]!);
    if (row % RATINGS_BETWEEN_ZEROS > 0) continue;
    const other = random.nextInteger(itemIds.size);
    if (taken.has(user * itemIds.size + other)) continue;
    taken.add(user * itemIds.size + other);
    add(user, other, 0);
  }
  return text(lines);
}

/** One item in so many is absent from the catalogue of books, as in the original. */
const ITEMS_BETWEEN_UNKNOWN = 5;

/** `BX-Books.csv`, with some of the books missing. */
export function toBooksText({ itemIds, titles, numbers }: ItemTable): string {
  const years = numbers.get("year");
  const lines = [`"ISBN";"Book-Title";"Book-Author";"Year-Of-Publication";"Publisher"`];
  for (const [item, title] of titles.entries()) {
    if (item % ITEMS_BETWEEN_UNKNOWN === 0) continue;
    const year = years?.[item] ?? Number.NaN;
    const cells = [itemIds.idOf(item), title, "", Number.isNaN(year) ? "0" : String(year), ""];
    lines.push(cells.map((cell) => `"${cell.replaceAll('"', '\\"')}"`).join(";"));
  }
  return text(lines);
}

const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

/** Writes a file in the encoding of its time and gives back its path. Characters outside ISO-8859-1 become `?`. */
export async function writeLatin1(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content.replaceAll(/[\u0100-\u{10ffff}]/gu, "?"), "latin1");
  return path;
}
