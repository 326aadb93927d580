import type { Vocabulary } from "../../data/vocabulary.ts";
import { removeItems } from "../../models/retrieval/bitmap.ts";
import { type CompiledFilter, filterOf, passing } from "../../models/retrieval/item-mask.ts";
import type { ListState, Stage } from "./stage.ts";

/**
 * Lists of more exclusions than this are taken out of the filter. Shorter ones are looked up by bisection, only for items whose
 * score would enter the list, which costs less than a filter that every block of items is held against.
 */
export const FEW_EXCLUSIONS = 64;

/** Leaves out what the request excludes: by `exclude` while that is little, else by the filter. */
export const resolveExclusions: Stage = {
  run: (state, { artefact }) => {
    const { exclude } = state.request;
    return exclude ? without(state, knownItems(exclude, artefact.items.itemIds), artefact.items.itemIds.size) : state;
  },
  runMany: (states, { artefact }) => {
    // Requests of a batch share their list, and are to share the filter: users that are searched for together have one.
    const { itemIds } = artefact.items;
    const found = new Map<readonly string[], Known>();
    const filters = new Map<Known, CompiledFilter>();
    return states.map((state) => {
      const { exclude } = state.request;
      if (exclude === undefined) return state;
      const known = found.get(exclude) ?? knownItems(exclude, itemIds);
      found.set(exclude, known);
      const next = without(state, known, itemIds.size, filters.get(known));
      if (next.filter) filters.set(known, next.filter);
      return next;
    });
  },
};

/** Item indices and the ids that are none. */
interface Known {
  readonly items: Uint32Array;
  readonly unknownItemIds: readonly string[];
}

function knownItems(ids: readonly string[], itemIds: Vocabulary): Known {
  const items = new Uint32Array(ids.length);
  const unknownItemIds: string[] = [];
  let count = 0;
  for (const id of ids) {
    const item = itemIds.indexOf(id);
    if (item === undefined) unknownItemIds.push(id);
    else items[count++] = item;
  }
  return { items: items.subarray(0, count), unknownItemIds };
}

/** The state without these items. `made` is its filter without them, where that is known. */
function without(
  state: ListState,
  { items, unknownItemIds }: Known,
  itemCount: number,
  made?: CompiledFilter,
): ListState {
  const unknown = { unknownItemIds: [...new Set([...state.unknownItemIds, ...unknownItemIds])] };
  if (items.length <= FEW_EXCLUSIONS) {
    const excluded = new Set([...state.exclude, ...items]);
    return { ...state, ...unknown, exclude: Uint32Array.from(excluded).sort() };
  }
  if (made) return { ...state, ...unknown, filter: made };
  const left = passing(state.filter, itemCount);
  removeItems(left, items);
  return { ...state, ...unknown, filter: filterOf(left, itemCount) };
}
