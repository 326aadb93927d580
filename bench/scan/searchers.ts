import { searchJavaScript } from "./javascript-search.ts";
import { searchNearEdge } from "./nearedge-search.ts";
import type { MakeSearcher } from "./searcher.ts";
import { searchTfjs } from "./tfjs-search.ts";
import { searchUsearch } from "./usearch-search.ts";
import type { SearcherName } from "./variants.ts";

export const SEARCHERS: Readonly<Record<SearcherName, MakeSearcher>> = {
  "nearedge f32": searchNearEdge("f32"),
  "nearedge int8": searchNearEdge("int8"),
  "nearedge two-pass": searchNearEdge("two-pass"),
  "javascript f32": searchJavaScript,
  "tfjs-wasm f32": searchTfjs,
  "usearch f32": searchUsearch("f32"),
  "usearch int8": searchUsearch("int8"),
};
