import type { Artefact } from "../artefact/artefact.ts";
import type { Manifest } from "../artefact/manifest.ts";
import { categoryValues } from "../data/items.ts";
import { addressReaders } from "./item-addresses.ts";
import type { ItemDetails } from "./types.ts";

/** The items of an artefact as it describes them, without an engine: for lists and search. */
export interface ItemCatalogue {
  readonly manifest: Manifest;
  readonly itemCount: number;
  /** Item ids in dense order. */
  itemIds(): readonly string[];
  /** undefined for an unknown item. */
  item(itemId: string): ItemDetails | undefined;
}

/** What an artefact says of its items. */
export function createItemCatalogue(artefact: Artefact): ItemCatalogue {
  const { manifest, items } = artefact;
  return {
    manifest,
    itemCount: items.itemIds.size,
    itemIds: () => items.itemIds.ids,
    item: (itemId) => itemDetails(artefact, itemId),
  };
}

/** Everything that an artefact says about an item; undefined for an unknown one. */
export function itemDetails(artefact: Artefact, itemId: string): ItemDetails | undefined {
  const { items, popularity, texts } = artefact;
  const index = items.itemIds.indexOf(itemId);
  if (index === undefined) return undefined;
  const known = [...items.numbers].filter(([, column]) => !Number.isNaN(column[index]));
  const addresses = addressReaders(artefact);
  const [image, link] = [addresses.image?.(index), addresses.link?.(index)];
  return {
    itemId,
    title: items.titles[index] ?? "",
    popularity: popularity[index] ?? 0,
    ...(image === undefined ? {} : { image }),
    ...(link === undefined ? {} : { link }),
    // Unlike an assignment, fromEntries keeps a column called __proto__.
    categories: Object.fromEntries(
      Array.from(items.categories, ([name, column]) => [name, categoryValues(column, index)]),
    ),
    ...(texts ? { texts: Object.fromEntries(Array.from(texts, ([name, own]) => [name, own[index] ?? ""])) } : {}),
    numbers: Object.fromEntries(known.map(([name, column]) => [name, column[index] ?? Number.NaN])),
  };
}
