import { capitalised } from "../logic/columns.ts";
import type { Facet, FacetValue } from "../logic/facets.ts";
import { createSearchIndex } from "../logic/search-index.ts";
import { counted, formatCount } from "../logic/text.ts";
import { createCombobox } from "./combobox.ts";
import type { Control, FiltersOptions } from "./control.ts";
import { button, h, uniqueId } from "./dom.ts";

/** Up to so many values are all shown; of more, the commonest, and a search finds the others. */
const ALL_SHOWN = 12;
const COMMONEST = 6;
const SUGGESTION_LIMIT = 12;

/** Choices of a column as buttons that stay pressed; an item passes with any of the pressed ones, and with none of them pressed. */
export function createFacetFilter(facet: Facet, options: FiltersOptions): Control {
  const { dispatch } = options;
  const { column, values, label } = facet;
  const { one, many } = options.catalogue.words;
  const hasMore = values.length > ALL_SHOWN;
  const headingId = uniqueId("facet");
  const row = h("div", { class: "chips", role: "group", "aria-labelledby": headingId });
  const buttons = new Map<string, HTMLButtonElement>();
  const chipOf = ({ value, count }: FacetValue): HTMLButtonElement => {
    const chip = button(
      { class: "chip", "aria-pressed": "false", "aria-label": `${value}, ${counted(count, one, many)}` },
      () => dispatch({ type: chip.ariaPressed === "true" ? "unchoose" : "choose", column, value }),
      h("span", { class: "chip-label" }, capitalised(value)),
      h("span", { class: "count" }, formatCount(count)),
    );
    buttons.set(value, chip);
    row.append(chip);
    return chip;
  };
  for (const value of values.slice(0, hasMore ? COMMONEST : ALL_SHOWN)) chipOf(value);
  const search = hasMore ? createFacetSearch(facet, options) : undefined;
  const heading = h("h3", { id: headingId }, label);
  return {
    element: h("div", { class: "facet" }, heading, row, ...(search ? [search] : [])),
    update: ({ choices }) => {
      const chosen = choices.get(column) ?? [];
      for (const value of chosen) {
        const known = values.find((candidate) => candidate.value === value);
        if (known !== undefined && !buttons.has(value)) chipOf(known);
      }
      for (const [value, chip] of buttons) chip.setAttribute("aria-pressed", String(chosen.includes(value)));
    },
  };
}

function createFacetSearch({ column, values, label }: Facet, options: FiltersOptions): HTMLElement {
  const { preferences, dispatch, announce, catalogue } = options;
  const { one, many } = catalogue.words;
  const plain = { creator: "", year: undefined, kind: "", categories: [] };
  const index = createSearchIndex(values.map(({ value, count }) => ({ ...plain, title: value, popularity: count })));
  const search = createCombobox({
    label: `More of ${label.toLowerCase()}`,
    placeholder: `All ${formatCount(values.length)}`,
    announce,
    suggest: (text) => {
      const chosen = new Set(preferences().choices.get(column));
      const found = index.search(text, SUGGESTION_LIMIT, ({ title }) => chosen.has(title));
      const suggestions = found.items.map(({ title, popularity }) => ({
        value: title,
        label: capitalised(title),
        detail: counted(popularity, one, many),
      }));
      return { matchCount: found.matchCount, suggestions };
    },
    onPick: (value) => dispatch({ type: "choose", column, value }),
  });
  search.element.classList.add("facet-search");
  return search.element;
}
