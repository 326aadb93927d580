import type { Artefact } from "../../artefact/artefact.ts";
import type { Vocabulary } from "../../data/vocabulary.ts";
import { removeItems } from "../../models/retrieval/bitmap.ts";
import { type CompiledFilter, filterOf, passing } from "../../models/retrieval/item-mask.ts";
import type { ListState, Stage } from "./stage.ts";

/**
 * Lists of more exclusions than this are taken out of the filter. Shorter ones are looked up by bisection, only for items whose
 * score would enter the list, which costs less than a filter that every block of items is held against.
 */
export const FEW_EXCLUSIONS = 64;

/**
 * Leaves out what the request excludes: by `exclude` while that is little, else by the filter. Ids of the request that are not
 * known come after those of its history.
 */
export const resolveExclusions: Stage = {
  run: (state, { artefact }) => without(state, namedItems(state.request.exclude, artefact.items.itemIds), artefact),
  runMany: (states, { artefact }) => {
    // Requests of a batch share their list, and are to share the filter: users that are searched for together have one.
    const known = new Map<readonly string[] | undefined, Named>();
    const filters = new Map<Named, CompiledFilter>();
    return states.map((state) => {
      const { exclude } = state.request;
      const named = known.get(exclude) ?? namedItems(exclude, artefact.items.itemIds);
      known.set(exclude, named);
      const next = without(state, named, artefact, filters.get(named));
      if (next.filter) filters.set(named, next.filter);
      return next;
    });
  },
};

/** Item indices that are to be left out, and ids that are of no item. */
interface Named {
  readonly items: Uint32Array;
  readonly unknownItemIds: readonly string[];
}

function namedItems(ids: readonly string[] | undefined, itemIds: Vocabulary): Named {
  const items = new Uint32Array(ids?.length ?? 0);
  const unknownItemIds: string[] = [];
  let count = 0;
  for (const id of ids ?? []) {
    const item = itemIds.indexOf(id);
    if (item === undefined) unknownItemIds.push(id);
    else items[count++] = item;
  }
  return { items: items.subarray(0, count), unknownItemIds };
}

/** The state without these items. `made` is its filter without them, where that is known. */
function without(
  state: ListState,
  { items, unknownItemIds: unknown }: Named,
  { items: { itemIds } }: Artefact,
  made?: CompiledFilter,
): ListState {
  const shown = (state.request.shown ?? [])
    .map(({ itemId }) => itemId)
    .filter((id) => itemIds.indexOf(id) === undefined);
  const unknownItemIds = [...new Set([...state.unknownItemIds, ...unknown, ...shown])];
  if (items.length === 0) return { ...state, unknownItemIds };
  if (items.length <= FEW_EXCLUSIONS) {
    const excluded = new Set([...state.exclude, ...items]);
    return { ...state, unknownItemIds, exclude: Uint32Array.from(excluded).sort() };
  }
  if (made) return { ...state, unknownItemIds, filter: made };
  const left = passing(state.filter, itemIds.size);
  removeItems(left, items);
  return { ...state, unknownItemIds, filter: filterOf(left, itemIds.size) };
}
