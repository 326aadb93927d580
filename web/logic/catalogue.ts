import type { Manifest } from "../../src/artefact/manifest.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { type Columns, columnsOf } from "./columns.ts";
import { createFacetCounts, type Facet } from "./facets.ts";
import { type Item, toItem } from "./item.ts";
import { inPieces, type Pause } from "./pieces.ts";
import { createRangeValues, type RangeColumn } from "./ranges.ts";
import { type Words, wordsOf } from "./words.ts";

/** All items of a model with what can be chosen by. */
export interface Catalogue {
  /** In dense order. */
  readonly items: readonly Item[];
  /** The item with this id; one that shows only the id when the model in this browser does not know it. */
  item(itemId: string): Item;
  has(itemId: string): boolean;
  readonly columns: Columns;
  readonly facets: readonly Facet[];
  readonly ranges: readonly RangeColumn[];
  readonly words: Words;
}

export interface ReadOptions {
  readonly pause?: Pause | undefined;
  /** Called after each slice with the number of items read. */
  readonly onProgress?: ((itemCount: number) => void) | undefined;
}

/** Reads the items of a model into a catalogue, in pieces: a page with 100,000 items stays alive. O(items). */
export async function readCatalogue(
  source: Pick<Recommender, "itemIds" | "item"> & { readonly manifest: Pick<Manifest, "columns"> },
  { pause, onProgress = () => {} }: ReadOptions = {},
): Promise<Catalogue> {
  const { categories, numbers, texts = [] } = source.manifest.columns;
  const columns = columnsOf(source.manifest.columns);
  const counts = createFacetCounts(categories);
  const values = createRangeValues(numbers);
  const ids = source.itemIds();
  const items: Item[] = [];
  const byId = new Map<string, Item>();
  const read = (index: number): void => {
    const itemId = ids[index] ?? "";
    const details = source.item(itemId);
    const item = toItem(itemId, details, columns);
    items.push(item);
    byId.set(itemId, item);
    if (details === undefined) return;
    counts.add(details.categories);
    values.add(details.numbers);
    if (index % 1024 === 0) onProgress(index);
  };
  await inPieces(ids.length, read, pause && { pause });
  const kinds = counts.values(columns.kind);
  const evidence = { columns, kinds, categories: counts.values(columns.category) };
  return {
    items,
    item: (itemId) => byId.get(itemId) ?? toItem(itemId, undefined, columns),
    has: (itemId) => byId.has(itemId),
    columns,
    facets: counts.facets(columns),
    ranges: values.ranges(columns, oneCurrency(items)),
    words: wordsOf({ ...evidence, names: [...categories, ...numbers, ...texts] }),
  };
}

/** The currency of all prices; empty where there are several or none. */
function oneCurrency(items: readonly Item[]): string {
  const [first] = items;
  const currency = first?.currency ?? "";
  return items.every((item) => item.currency === currency) ? currency : "";
}
