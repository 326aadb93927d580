import type { Vocabulary } from "../data/vocabulary.ts";
import type { ListRequest, ListState } from "./stages/stage.ts";

/**
 * What is never listed: the items that a request excludes, and `own` ones; distinct and ascending. Beside that the ids of the request which are not
 * known, after those of its history.
 */
export function exclusionsOf(
  { exclude = [], shown = [] }: Pick<ListRequest, "exclude" | "shown">,
  own: Iterable<number>,
  unknownOfHistory: readonly string[],
  itemIds: Vocabulary,
): Pick<ListState, "exclude" | "unknownItemIds"> {
  const excluded = new Set(own);
  const unknownItemIds = new Set(unknownOfHistory);
  for (const id of exclude) {
    const item = itemIds.indexOf(id);
    if (item === undefined) unknownItemIds.add(id);
    else excluded.add(item);
  }
  for (const { itemId } of shown) if (itemIds.indexOf(itemId) === undefined) unknownItemIds.add(itemId);
  return { exclude: Uint32Array.from(excluded).sort(), unknownItemIds: [...unknownItemIds] };
}
