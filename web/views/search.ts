import type { Catalogue } from "../logic/catalogue.ts";
import { itemLine } from "../logic/item.ts";
import { type Action, type Preferences, verdictOn } from "../logic/preferences.ts";
import { buildSearchIndex, type SearchIndex } from "../logic/search-index.ts";
import { createCombobox } from "./combobox.ts";
import { createCover } from "./cover.ts";

const SUGGESTION_LIMIT = 12;

export interface SearchOptions {
  readonly catalogue: Catalogue;
  readonly preferences: () => Preferences;
  readonly dispatch: (action: Action) => void;
  readonly announce: (sentence: string) => void;
}

/** The field in which the visitor finds items they like. Its index is made while the page is up already. */
export function createSearch({ catalogue, preferences, dispatch, announce }: SearchOptions) {
  const { words } = catalogue;
  let index: SearchIndex<(typeof catalogue.items)[number]> | undefined;
  const search = createCombobox({
    label: `Find ${words.many} you like`,
    placeholder: words.searchHint,
    announce,
    suggest: (text) => {
      if (index === undefined) return { suggestions: [], matchCount: 0, note: `Reading the ${words.many} …` };
      const found = index.search(
        text,
        SUGGESTION_LIMIT,
        ({ itemId }) => verdictOn(preferences(), itemId) !== undefined,
      );
      const suggestions = found.items.map((item) => ({
        value: item.itemId,
        label: item.title,
        detail: itemLine(item),
        picture: () => createCover(item, "small"),
      }));
      return { matchCount: found.matchCount, suggestions };
    },
    onPick: (itemId) => dispatch({ type: "like", itemId }),
  });
  void buildSearchIndex(catalogue.items).then((built) => {
    index = built;
    search.refresh();
  });
  return search;
}
