import type { ItemDetails } from "../../src/serving/types.ts";
import type { Columns } from "./columns.ts";

/** An item as the page shows it. */
export interface Item {
  readonly itemId: string;
  /** As people say it: without the year in brackets, the article in front. The id where there is no title. */
  readonly title: string;
  /** Authors, directors, brands: joined by commas; empty where unknown. */
  readonly creator: string;
  /** NaN is never here: undefined where unknown. */
  readonly year: number | undefined;
  /** Empty where unknown. */
  readonly kind: string;
  /** Values of the category column. */
  readonly categories: readonly string[];
  readonly price: number | undefined;
  readonly currency: string;
  readonly picture: string | undefined;
  readonly link: string | undefined;
  /** Number of interactions in the data. */
  readonly popularity: number;
}

/** Reads an item by the roles of the columns; one that is not known has its id alone. */
export function toItem(itemId: string, details: ItemDetails | undefined, columns: Columns): Item {
  const values = (column: string | undefined): readonly string[] =>
    (column !== undefined && details?.categories[column]) || [];
  const number = (column: string | undefined): number | undefined => {
    const value = column === undefined ? undefined : details?.numbers[column];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
  const year = number(columns.year);
  return {
    itemId,
    title: displayTitle(details?.title ?? "", year) || itemId,
    creator: values(columns.creator).join(", "),
    year,
    kind: values(columns.kind)[0] ?? "",
    categories: values(columns.category),
    price: number(columns.price),
    currency: values(columns.currency)[0] ?? "",
    picture: details?.image,
    link: details?.link,
    popularity: details?.popularity ?? 0,
  };
}

/** "Matrix, The (1999)" of 1999 is "The Matrix": the year stands beside it, and nobody says the article last. */
export function displayTitle(title: string, year: number | undefined): string {
  const ending = ` (${year})`;
  const bare = year !== undefined && title.endsWith(ending) ? title.slice(0, -ending.length) : title;
  return bare.replace(/^(.+), (The|A|An)$/, "$2 $1").trim();
}

/** Creator, year and kind in one line, without what is unknown: "Ursula K. Le Guin · 1969 · book". */
export function itemLine({ creator, year, kind }: Pick<Item, "creator" | "year" | "kind">): string {
  return [creator, year === undefined ? "" : yearWords(year), kind].filter((part) => part !== "").join(" · ");
}

/** A price with its currency where the catalogue names one: "€12.50", else "12.50". */
export function priceWords(price: number, currency: string): string {
  if (/^[A-Z]{3}$/.test(currency)) {
    return price.toLocaleString("en-GB", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  }
  return `${currency}${price.toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** Years before the common era are negative in the data. */
export function yearWords(year: number): string {
  return year < 0 ? `${-year} BC` : String(year);
}
