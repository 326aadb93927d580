import { type AddressKind, isAddress, LONGEST_ADDRESS } from "../../../addresses.ts";
import { accountOf, type ColumnReading, example } from "./column.ts";
import { listedValues } from "./literals.ts";
import { isMissing } from "./missing.ts";

/** What is written for an address, whether or not it may be shown: a scheme, or a path from the root. */
const LOOKS_LIKE_ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\S|\/)/i;

/** Where another address follows in one cell. Commas and blanks may be part of an address, a bar before one hardly. */
const BETWEEN_ADDRESSES = /\s*\|\s*(?=https?:\/\/|\/)|[\s,]+(?=https?:\/\/)/i;

const WANTED: Readonly<Record<AddressKind, string>> = {
  image: "http, https, from the root (/…) or data:image",
  link: "http, https or from the root (/…)",
};

/**
 * Reads a column with a usual name of addresses (addresses.ts). Of a cell with several, as in columns of lists, the first is
 * taken; an address without a scheme (`//host/…`) becomes https. What may not be shown or is too long is left out, with a note.
 * undefined where fewer than half of the cells with a value look like addresses: the column is something else.
 */
export function readAddresses(
  name: string,
  kind: AddressKind,
  texts: readonly string[],
  lines: readonly number[],
): ColumnReading | undefined {
  const written = texts.map(firstOf);
  const given = [...texts.keys()].filter((row) => !isMissing(texts[row] ?? ""));
  const looks = given.filter((row) => LOOKS_LIKE_ADDRESS.test(written[row] ?? ""));
  if (given.length === 0 || looks.length * 2 < given.length) return undefined;
  const full = written.map((text) => (/^\/\/[^/\\]/.test(text) ? `https:${text}` : text));
  const addresses = full.map((text) => (isAddress(text, kind) ? text : ""));
  const rowsWhere = (holds: (row: number) => boolean): number[] => given.filter(holds);
  const isLong = (row: number): boolean => (full[row] ?? "").length > LONGEST_ADDRESS;
  const notes = [
    [
      rowsWhere((row) => addresses[row] === "" && !isLong(row) && full[row] !== ""),
      `no address that may be shown (${WANTED[kind]}), left out`,
    ] as const,
    [rowsWhere(isLong), `longer than ${LONGEST_ADDRESS} characters, left out`] as const,
    [rowsWhere((row) => full[row] !== written[row]), "without a scheme, read as https"] as const,
    [rowsWhere((row) => written[row] !== texts[row]?.trim()), "a list, of which the first is taken"] as const,
  ].flatMap(([rows, what]) => {
    const [first] = rows;
    if (first === undefined) return [];
    const count = rows.length === 1 ? "1 cell is" : `${rows.length} cells are`;
    return [`${count} ${what}: ${example(texts[first])} (line ${lines[first] ?? 0})`];
  });
  if (addresses.every((text) => text === "")) return { account: accountOf(name, "left out", texts, isMissing, notes) };
  return { account: accountOf(name, "address", texts, isMissing, notes), addresses };
}

/** The first address of a cell, which may be a list in brackets or several in a row; empty where it is missing. */
function firstOf(text: string): string {
  if (isMissing(text)) return "";
  const [first = ""] = listedValues(text) ?? text.trim().split(BETWEEN_ADDRESSES);
  return first.trim();
}
