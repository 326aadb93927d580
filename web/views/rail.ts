import { hasFilters } from "../logic/preferences.ts";
import type { Snapshot } from "../logic/session.ts";
import type { FiltersOptions } from "./control.ts";
import { h } from "./dom.ts";
import { createFilters } from "./filters.ts";
import { createSettings } from "./settings.ts";

/** What stands beside the list: filters, and how the list is made. Folded where there is no room for a column. */
export function createRail(
  options: FiltersOptions,
  offersDiversity: boolean,
): { readonly element: HTMLElement; update(snapshot: Snapshot): void } {
  const filters = createFilters(options);
  const settings = createSettings(options.dispatch, offersDiversity);
  const summary = h("summary", {}, filters === undefined ? "Settings" : "Filters and settings");
  const isWide = matchMedia("(min-width: 64rem)");
  const element = h(
    "details",
    { class: "rail", open: isWide.matches },
    summary,
    h("div", { class: "rail-body" }, settings.element, ...(filters ? [filters.element] : [])),
  );
  isWide.addEventListener("change", () => {
    element.open = isWide.matches;
  });
  return {
    element,
    update: (snapshot) => {
      filters?.update(snapshot.preferences);
      settings.update(snapshot);
      summary.dataset.active = String(hasFilters(snapshot.preferences));
    },
  };
}
