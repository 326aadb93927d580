import type { Catalogue, Facet } from "../logic/catalogue.ts";
import { type Action, hasFilters, type Preferences } from "../logic/preferences.ts";
import { createSearchIndex } from "../logic/search-index.ts";
import { counted } from "../logic/text.ts";
import { createChipList } from "./chips.ts";
import { type Choice, createChoices } from "./choices.ts";
import { createCombobox } from "./combobox.ts";
import { button, h, uniqueId } from "./dom.ts";

const TAG_SUGGESTION_LIMIT = 12;

export interface FiltersOptions {
  readonly catalogue: Catalogue;
  readonly preferences: () => Preferences;
  readonly dispatch: (action: Action) => void;
  readonly announce: (sentence: string) => void;
}

interface Control {
  readonly element: HTMLElement;
  update(preferences: Preferences): void;
}

/** Filters for the attributes that the items have; undefined where they have none to filter by. */
export function createFilters(options: FiltersOptions): Control | undefined {
  const { catalogue, dispatch } = options;
  const controls: Control[] = [
    ...(catalogue.domains.length > 1 ? [createDomainFilter(catalogue.domains, dispatch)] : []),
    ...(catalogue.tags.length > 0 ? [createTagFilter(options)] : []),
    ...(catalogue.years === undefined ? [] : [createYearFilter(catalogue.years, dispatch)]),
  ];
  if (controls.length === 0) return undefined;
  const summary = h("summary", {}, "Filters");
  const clear = button(
    { class: "link" },
    () => {
      dispatch({ type: "clear-filters" });
      summary.focus();
    },
    "Clear filters",
  );
  const element = h(
    "details",
    { class: "filters", open: matchMedia("(min-width: 60rem)").matches },
    summary,
    h("div", { class: "filters-body" }, ...controls.map((control) => control.element), clear),
  );
  return {
    element,
    update: (preferences) => {
      for (const control of controls) control.update(preferences);
      clear.hidden = !hasFilters(preferences);
      summary.dataset.active = String(hasFilters(preferences));
    },
  };
}

function createDomainFilter(domains: readonly Facet[], dispatch: (action: Action) => void): Control {
  const everything: Choice<string | undefined> = { value: undefined, label: "All" };
  const choices = [everything, ...domains.map(({ value }) => ({ value, label: value }))];
  const domain = createChoices("Domain", choices, (value) => dispatch({ type: "domain", domain: value }));
  return { element: domain.element, update: (preferences) => domain.update(preferences.domain) };
}

function createTagFilter({ catalogue, preferences, dispatch, announce }: FiltersOptions): Control {
  const tags = catalogue.tags.map(({ value, count }) => ({
    title: value,
    creator: "",
    year: undefined,
    domain: "",
    popularity: count,
  }));
  const index = createSearchIndex(tags);
  const combobox = createCombobox({
    label: "With any of these tags",
    placeholder: "Add a tag",
    announce,
    suggest: (text) => {
      const chosen = new Set(preferences().tags);
      const found = index.search(text, TAG_SUGGESTION_LIMIT, (tag) => chosen.has(tag.title));
      return {
        matchCount: found.matchCount,
        suggestions: found.items.map((tag) => ({
          value: tag.title,
          label: tag.title,
          detail: counted(tag.popularity, "work"),
        })),
      };
    },
    onPick: (tag) => dispatch({ type: "add-tag", tag }),
  });
  const chips = createChipList({
    removeLabel: "Remove tag:",
    onRemove: (tag) => dispatch({ type: "remove-tag", tag }),
    focusAfterLast: () => combobox.querySelector("input"),
  });
  return {
    element: h("div", { class: "tag-filter" }, combobox, chips.element),
    update: (current) => chips.update(current.tags.map((tag) => ({ value: tag, label: tag }))),
  };
}

function createYearFilter(years: { readonly min: number; readonly max: number }, dispatch: (action: Action) => void) {
  const from = createYearField("From", years.min);
  const to = createYearField("to", years.max);
  const apply = () => dispatch({ type: "years", min: from.year(), max: to.year() });
  for (const { input } of [from, to]) input.addEventListener("change", apply);
  return {
    element: h(
      "fieldset",
      { class: "years" },
      h("legend", {}, "Year"),
      h("div", { class: "years-row" }, from.element, to.element),
    ),
    update: ({ yearMin, yearMax }: Preferences) => {
      from.show(yearMin);
      to.show(yearMax);
    },
  };
}

function createYearField(label: string, limit: number) {
  const id = uniqueId("year");
  const input = h("input", { id, type: "text", inputmode: "numeric", autocomplete: "off", placeholder: String(limit) });
  // Lists arrive while somebody types: what is typed stays until it is taken over.
  let typing = false;
  input.addEventListener("input", () => {
    typing = true;
  });
  for (const end of ["change", "blur"]) {
    input.addEventListener(end, () => {
      typing = false;
    });
  }
  return {
    input,
    element: h("div", { class: "field" }, h("label", { for: id }, label), input),
    year: () => (/^\s*-?\d{1,5}\s*$/.test(input.value) ? Number(input.value) : undefined),
    show: (year: number | undefined) => {
      if (!typing) input.value = year === undefined ? "" : String(year);
    },
  };
}
