import { hasFilters } from "../logic/preferences.ts";
import type { Control, FiltersOptions } from "./control.ts";
import { button, h } from "./dom.ts";
import { createFacetFilter } from "./facet-filter.ts";
import { createRangeFilter } from "./range-filter.ts";

/** A control for each column that the catalogue can be narrowed by; undefined where there is none. */
export function createFilters(options: FiltersOptions): Control | undefined {
  const { catalogue, dispatch } = options;
  const [first, ...rest] = catalogue.facets.map((facet) => createFacetFilter(facet, options));
  const ranges = catalogue.ranges.map((range) => createRangeFilter(range, dispatch));
  // What sort of thing comes first, then price and year, then choices that take more room.
  const controls: Control[] = [...(first ? [first] : []), ...ranges, ...rest];
  if (controls.length === 0) return undefined;
  const clear = button(
    { class: "link" },
    () => {
      dispatch({ type: "clear-filters" });
      element.querySelector<HTMLElement>("button, input")?.focus();
    },
    "Clear filters",
  );
  const element = h("div", { class: "filters" }, ...controls.map((control) => control.element), clear);
  return {
    element,
    update: (preferences) => {
      for (const control of controls) control.update(preferences);
      clear.hidden = !hasFilters(preferences);
    },
  };
}
