import type { Artefact } from "../artefact/artefact.ts";
import { createFilterCompiler } from "./filter.ts";
import type { LoadedStage } from "./loaded-stage.ts";
import { resolveFilter } from "./stages/resolve-filter.ts";

/** The stage of filters, with what compiles them for this catalogue. */
export function loadedFilter({ items }: Artefact): LoadedStage {
  return { stage: resolveFilter, parts: { compileFilter: createFilterCompiler(items) } };
}
