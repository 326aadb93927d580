import type { ItemTable } from "./items.ts";
import { readAllItems, readItems } from "./readers/items/items.ts";
import { openSession } from "./readers/session.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * Reads a catalogue without interactions: every item of the file, in its order. For content models, which need no
 * interactions. Node only. Throws DataError for anything about the file (docs/data.md lists the codes), and the
 * signal's reason.
 *
 *   const items = await openItemTable("movies.csv");
 */
export async function openItemTable(
  path: string,
  options: { readonly skipBadRows?: boolean | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<ItemTable> {
  const session = await openSession(options.signal);
  try {
    return await readAllItems(session, path, options.skipBadRows ?? false);
  } finally {
    session.close();
  }
}

/** What a catalogue says of given items. */
export interface CataloguedItems {
  readonly items: ItemTable;
  /** Items that the catalogue does not have. */
  readonly uncataloguedItems: number;
}

/** Reads a catalogue for the items of a vocabulary, in their order; a table without columns where there is no file. Throws as openItemTable. */
export async function openItemsOf(
  itemIds: Vocabulary,
  path: string | undefined,
  options: { readonly skipBadRows?: boolean | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<CataloguedItems> {
  const session = await openSession(options.signal);
  try {
    const { skipBadRows = false } = options;
    const { table, uncataloguedItems } = await readItems(session, path, itemIds, { skipBadRows, coldItems: false });
    return { items: table, uncataloguedItems };
  } finally {
    session.close();
  }
}
