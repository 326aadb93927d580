import type { Catalogue } from "../logic/catalogue.ts";
import { workLine } from "../logic/catalogue.ts";
import type { Action, Preferences } from "../logic/preferences.ts";
import { createSearchIndex } from "../logic/search-index.ts";
import { createChipList } from "./chips.ts";
import { createCombobox } from "./combobox.ts";
import { button, h } from "./dom.ts";

const SUGGESTION_LIMIT = 12;

export interface TasteOptions {
  readonly catalogue: Catalogue;
  readonly preferences: () => Preferences;
  readonly dispatch: (action: Action) => void;
  readonly announce: (sentence: string) => void;
}

/** The panel in which the visitor finds works and keeps what they like and what they do not want. */
export function createTaste({ catalogue, preferences, dispatch, announce }: TasteOptions): {
  readonly element: HTMLElement;
  update(preferences: Preferences): void;
} {
  const index = createSearchIndex(catalogue.works);
  const search = createCombobox({
    label: "Find works you like",
    placeholder: "Title, creator or year",
    announce,
    suggest: (text) => {
      const { likes, exclude } = preferences();
      const chosen = new Set([...likes, ...exclude]);
      const found = index.search(text, SUGGESTION_LIMIT, (work) => chosen.has(work.itemId));
      return {
        matchCount: found.matchCount,
        suggestions: found.items.map((work) => ({ value: work.itemId, label: work.title, detail: workLine(work) })),
      };
    },
    onPick: (itemId) => dispatch({ type: "like", itemId }),
  });
  const focusSearch = () => search.querySelector("input");
  const liked = createGroup("You like", "Remove from likes:", "Clear likes", focusSearch, {
    remove: (itemId) => dispatch({ type: "unlike", itemId }),
    clear: () => dispatch({ type: "clear-likes" }),
  });
  const excluded = createGroup("Not this", "Allow again:", "Allow all again", focusSearch, {
    remove: (itemId) => dispatch({ type: "restore", itemId }),
    clear: () => dispatch({ type: "clear-exclude" }),
  });
  const hint = h("p", { class: "hint" }, "Three or more say most about your taste.");
  const chips = (ids: readonly string[]) => ids.map((value) => ({ value, label: catalogue.work(value).title }));
  return {
    element: h(
      "section",
      { class: "taste", "aria-label": "Your taste" },
      search,
      hint,
      liked.element,
      excluded.element,
    ),
    update: ({ likes, exclude }) => {
      hint.hidden = likes.length >= 3;
      liked.update(chips(likes));
      excluded.update(chips(exclude));
    },
  };
}

function createGroup(
  heading: string,
  removeLabel: string,
  clearLabel: string,
  focusAfterLast: () => HTMLElement | null,
  actions: { readonly remove: (itemId: string) => void; readonly clear: () => void },
) {
  const count = h("span", { class: "count" });
  const list = createChipList({ removeLabel, onRemove: actions.remove, focusAfterLast });
  const clear = button(
    { class: "link" },
    () => {
      actions.clear();
      focusAfterLast()?.focus();
    },
    clearLabel,
  );
  const element = h(
    "div",
    { class: "taste-group", hidden: true },
    h("div", { class: "taste-heading" }, h("h3", {}, heading, " ", count), clear),
    list.element,
  );
  return {
    element,
    update: (chips: Parameters<typeof list.update>[0]) => {
      element.hidden = chips.length === 0;
      count.textContent = String(chips.length);
      list.update(chips);
    },
  };
}
