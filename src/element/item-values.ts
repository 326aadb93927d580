import type { RecommendedItem } from "../serving/types.ts";

/** What a template can show of an item, by name; names that it does not have are empty. */
export type ItemValues = ReadonlyMap<string, string>;

/**
 * The id, the title (the id where there is none), the score, its place from 1, the columns that were asked for, and `reason`: an
 * item that its score follows from. A `price` is written with the currency, where one is given, in the language of the page.
 */
export function valuesOf(item: RecommendedItem, place: number, currency: string): ItemValues {
  const { itemId, title = itemId, score, fields = {}, because = [] } = item;
  const texts = Object.entries(fields).map(([name, value]): [string, string] => {
    if (name === "price" && typeof value === "number") return [name, priceText(value, currency)];
    return [name, Array.isArray(value) ? value.join(", ") : String(value)];
  });
  const [cause] = because.flatMap((reason) => ("itemId" in reason ? [reason.title ?? reason.itemId] : []));
  return new Map([
    ...texts,
    ["itemId", itemId],
    ["title", title],
    ["score", String(score)],
    ["place", String(place)],
    ...(cause === undefined ? [] : [["reason", cause] as const]),
  ]);
}

function priceText(price: number, currency: string): string {
  const language = document.documentElement.lang || undefined;
  try {
    return price.toLocaleString(language, currency ? { style: "currency", currency } : {});
  } catch {
    // An unknown currency or language is no reason to show no price.
    return `${price} ${currency}`.trim();
  }
}
