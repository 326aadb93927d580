import type { Manifest } from "../../src/artefact/manifest.ts";

/**
 * Which columns of a catalogue say what, by their names; a role without a column is undefined. Names are compared in lower
 * case. The first that is there counts.
 */
export interface Columns {
  /** What sort of thing an item is: film, book … */
  readonly kind: string | undefined;
  /** Who made it. */
  readonly creator: string | undefined;
  /** What it is about, or where in a shop it stands. */
  readonly category: string | undefined;
  readonly year: string | undefined;
  readonly price: string | undefined;
  readonly currency: string | undefined;
}

const ROLES: Readonly<Record<keyof Columns, readonly string[]>> = {
  kind: ["domain", "kind", "type", "medium", "media", "format"],
  creator: ["creator", "creators", "author", "authors", "director", "artist", "brand", "maker", "studio", "developer"],
  category: [
    "category",
    "categories",
    "genres",
    "genre",
    "tags",
    "subject",
    "subjects",
    "topic",
    "topics",
    "department",
  ],
  year: ["year", "release_year", "releaseyear", "published"],
  price: ["price", "prices", "amount"],
  currency: ["currency"],
};
const NUMERIC: ReadonlySet<keyof Columns> = new Set(["year", "price"]);

/** Finds the columns by the manifest. */
export function columnsOf({ categories, numbers }: Manifest["columns"]): Columns {
  const find = (role: keyof Columns): string | undefined => {
    const there = NUMERIC.has(role) ? numbers : categories;
    for (const name of ROLES[role]) {
      const column = there.find((one) => one.toLowerCase() === name);
      if (column !== undefined) return column;
    }
    return undefined;
  };
  return {
    kind: find("kind"),
    creator: find("creator"),
    category: find("category"),
    year: find("year"),
    price: find("price"),
    currency: find("currency"),
  };
}

/** A column's name for people: "releaseYear" and "release_year" are "Release year". */
export function columnLabel(column: string): string {
  if (column === "domain") return "Kind";
  const words = column.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_\-.]+/g, " ");
  return capitalised(words.toLowerCase().trim() || column);
}

/** The text with a capital at the beginning. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
