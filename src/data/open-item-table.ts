import type { ItemTable } from "./items.ts";
import type { AlignedItems } from "./readers/items/catalogue.ts";
import { readAllItems, readItems } from "./readers/items/items.ts";
import { openSession } from "./readers/session.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How a catalogue is read. */
export interface ItemTableOptions {
  readonly skipBadRows?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a catalogue without interactions: every item of the file, in its order. For content models, which need no
 * interactions. Node only. Throws DataError for anything about the file (docs/data.md lists the codes), and the
 * signal's reason.
 *
 *   const items = await openItemTable("movies.csv");
 */
export async function openItemTable(path: string, options: ItemTableOptions = {}): Promise<ItemTable> {
  const session = await openSession(options.signal);
  try {
    return await readAllItems(session, path, options.skipBadRows ?? false);
  } finally {
    session.close();
  }
}

/**
 * Reads a catalogue for items that are known already, in their order, as a data set does (openDataset); without a path, a table
 * without attributes. Items that only the catalogue has are left out, and counted. Throws as openItemTable does.
 */
export async function openItemsOf(
  itemIds: Vocabulary,
  path: string | undefined,
  options: ItemTableOptions = {},
): Promise<AlignedItems> {
  const session = await openSession(options.signal);
  try {
    return await readItems(session, path, itemIds, { skipBadRows: options.skipBadRows ?? false, coldItems: false });
  } finally {
    session.close();
  }
}
