import type { Filter, FilterCondition, RecommendRequest } from "../../src/serving/types.ts";
import { type Catalogue, DOMAIN_COLUMN, YEAR_COLUMN } from "./catalogue.ts";
import type { Preferences } from "./preferences.ts";

/** The request that says what the visitor said; the same for the browser and the edge. */
export function toRequest(preferences: Preferences, columns: Pick<Catalogue, "tagColumn">): RecommendRequest {
  return {
    history: preferences.likes,
    exclude: preferences.exclude,
    k: preferences.k,
    rerank: preferences.rerank,
    filter: toFilter(preferences, columns),
  };
}

/** The visitor's filters, or undefined where none is set. */
export function toFilter(preferences: Preferences, columns: Pick<Catalogue, "tagColumn">): Filter | undefined {
  const { domain, tags, yearMin, yearMax } = preferences;
  const filter: Record<string, FilterCondition> = {};
  if (domain !== undefined) filter[DOMAIN_COLUMN] = domain;
  if (tags.length > 0 && columns.tagColumn !== undefined) filter[columns.tagColumn] = tags;
  if (yearMin !== undefined || yearMax !== undefined) {
    filter[YEAR_COLUMN] = {
      ...(yearMin === undefined ? {} : { min: yearMin }),
      ...(yearMax === undefined ? {} : { max: yearMax }),
    };
  }
  return Object.keys(filter).length === 0 ? undefined : filter;
}
