import { readIdList } from "../data/matrices/id-list.ts";
import { createVocabulary, type Vocabulary } from "../data/vocabulary.ts";
import { DataError, OptionsError } from "../errors.ts";
import type { ImportRequest, OpenedImport } from "../imported/kinds/kind.ts";
import { say } from "./progress.ts";

/** In place of a file of ids: their numbers. */
const ROWS = "rows";

/**
 * The ids of the items of a model: of `--item-ids`, else what its file calls them. Throws OptionsError `missing-option`, and
 * DataError of the list or `duplicate-id`.
 */
export async function importedIds(
  { itemCount: count, keys, keysAreNumbers = false }: OpenedImport,
  itemIds: string | undefined,
  { shown, idColumns: columns, signal }: ImportRequest,
): Promise<Vocabulary> {
  if (itemIds === undefined) {
    if (keys !== undefined) return vocabulary(shown, keys);
    const expected = `expected a file with an id for each of the ${count} rows of ${shown}, which does not say them`;
    throw new OptionsError(
      "missing-option",
      `--item-ids: ${expected}; or --item-ids ${ROWS}, where ids are numbers from 0`,
    );
  }
  if (itemIds === ROWS && keys !== undefined) {
    throw new OptionsError(
      "unused-option",
      `--item-ids: ${shown} names its rows, which are in no order of their own; leave it out`,
    );
  }
  if (itemIds === ROWS) return createVocabulary(Array.from({ length: count }, (_, row) => String(row)));
  if (keys !== undefined && !keysAreNumbers) {
    throw new OptionsError("unused-option", `--item-ids: ${shown} has the ids of its rows itself; leave it out`);
  }
  const { ids, reading } = await readIdList(itemIds, {
    option: "--item-ids",
    role: "item",
    count,
    columns,
    keys,
    signal,
  });
  say(`read ${reading}`);
  return createVocabulary(ids);
}

function vocabulary(shown: string, ids: readonly string[]): Vocabulary {
  try {
    return createVocabulary(ids);
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    throw new DataError(cause.code, `${shown}: rows: ${cause.message}`, { cause });
  }
}
