import type { Catalogue } from "../logic/catalogue.ts";
import { capitalised } from "../logic/columns.ts";
import { type Action, hasTaste, type Preferences } from "../logic/preferences.ts";
import { type Starter, startersOf } from "../logic/starters.ts";
import { listWords } from "../logic/words.ts";
import { createChipList } from "./chips.ts";
import { createCover } from "./cover.ts";
import { button, h, setText } from "./dom.ts";
import { icon } from "./icons.ts";
import { createShelf } from "./shelf.ts";

export interface TasteOptions {
  readonly catalogue: Catalogue;
  readonly dispatch: (action: Action) => void;
  readonly open: (itemId: string) => void;
  readonly share: () => void;
  readonly forget: () => void;
  readonly focusSearch: () => void;
}

/** The visitor's taste: suggestions to begin with, then what they like and what is not for them. */
export function createTaste({ catalogue, dispatch, open, share, forget, focusSearch }: TasteOptions): {
  readonly element: HTMLElement;
  /** `isKept`: whether there is anything to forget. */
  update(preferences: Preferences, isKept: boolean): void;
} {
  const heading = h("h2", { id: "taste-heading" });
  const starters = h(
    "ul",
    { class: "starters" },
    ...startersOf(catalogue).map((starter) =>
      h(
        "li",
        {},
        starterButton(starter, () => start(starter)),
      ),
    ),
  );
  const remove = (itemId: string) => dispatch({ type: "undo", itemId });
  const shelf = createShelf(catalogue, { open, remove, focusAfterLast: focusSearch });
  const disliked = createChipList({ removeLabel: "Allow again:", onRemove: remove, focusAfterLast: focusSearch });
  const dislikes = h("div", { class: "dislikes", hidden: true }, h("h3", {}, "Not for you"), disliked.element);
  const copy = button({ class: "quiet" }, share, icon("share"), "Copy link to this taste");
  const clear = button({ class: "quiet" }, forget, icon("dismiss"), "Forget everything");
  const element = h(
    "section",
    { class: "taste", "aria-labelledby": "taste-heading" },
    heading,
    starters,
    shelf.element,
    dislikes,
    h("div", { class: "taste-actions" }, copy, clear),
  );
  const start = ({ items }: Starter): void => {
    dispatch({ type: "like-all", itemIds: items.map(({ itemId }) => itemId) });
    shelf.focusFirst();
  };
  return {
    element,
    update: (preferences, isKept) => {
      const { likes, dislikes: ids } = preferences;
      const isEmpty = !hasTaste(preferences);
      setText(heading, isEmpty ? "Start with a taste" : likes.length === 0 ? "Your taste" : `You like ${likes.length}`);
      starters.hidden = !isEmpty;
      shelf.element.hidden = likes.length === 0;
      shelf.update(likes);
      dislikes.hidden = ids.length === 0;
      disliked.update(ids.map((value) => ({ value, label: catalogue.item(value).title })));
      copy.hidden = isEmpty;
      clear.hidden = !isKept;
    },
  };
}

function starterButton({ label, items }: Starter, onClick: () => void): HTMLElement {
  const titles = listWords(
    items.map(({ title }) => title),
    "and",
  );
  return button(
    { class: "starter" },
    onClick,
    h("span", { class: "fan" }, ...items.map((item) => createCover(item, "small"))),
    h(
      "span",
      { class: "starter-text" },
      h("span", { class: "starter-label" }, capitalised(label)),
      h("span", { class: "starter-titles" }, titles),
    ),
  );
}
