import type { Vocabulary } from "../../data/vocabulary.ts";
import { addItems, emptyBitmap } from "../../models/retrieval/bitmap.ts";
import type { BitmapCache } from "./bitmap-cache.ts";
import { type FilterColumn, readShortText } from "./filter-column.ts";

/** The ids of the items as a column of texts: every item has one. A prefix is compared with all ids, and its set is kept. */
export function createIdColumn(itemIds: Vocabulary, cache: BitmapCache): FilterColumn {
  const only = (items: readonly number[]) => {
    const found = emptyBitmap(itemIds.size);
    addItems(found, Uint32Array.from(items));
    return found;
  };
  return {
    title: "the column of item ids",
    takes: "equals, anyOf and prefix",
    shortForm: 'text, a list of texts or {"not": …}',
    readShort: readShortText,
    find: (condition) => {
      if (condition.kind === "prefix") {
        return cache.get(`prefix ${JSON.stringify(condition.text)} of the ids`, () =>
          only([...itemIds.ids.keys()].filter((item) => itemIds.ids[item]!.startsWith(condition.text))),
        );
      }
      if (condition.kind !== "anyOf" || !condition.values.every((value) => typeof value === "string")) return undefined;
      return only(condition.values.flatMap((id) => itemIds.indexOf(id) ?? []));
    },
  };
}
