import type { Artefact } from "../artefact/artefact.ts";
import { likenessOf } from "./likeness/likeness-of.ts";
import type { LoadedStage } from "./loaded-stage.ts";
import { diversify } from "./stages/diversify.ts";
import type { EngineParts } from "./stages/stage.ts";

/** The stage of diversity, with what tells that items of this engine are alike. */
export function loadedDiversity(
  { items }: Artefact,
  { served, retrieval }: Pick<EngineParts, "served" | "retrieval">,
): LoadedStage {
  return { stage: diversify, parts: { likeness: likenessOf(served, retrieval?.vectors, items) } };
}
