import type { ItemTable } from "./items.ts";
import { readAllItems } from "./readers/items/items.ts";
import { openSession } from "./readers/session.ts";

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
