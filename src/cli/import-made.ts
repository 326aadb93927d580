import type { ImportedArtefact, ImportedData } from "../packing/imported/types.ts";
import type { TrainWarning } from "../packing/quality.ts";
import type { ReadInteractions } from "./import-interactions.ts";

/** An artefact that was made of a model from elsewhere, and what was said of the interactions beside it. */
export interface MadeImport {
  readonly artefact: ImportedArtefact;
  readonly origin: ImportedData["origin"];
  readonly interactions?: ReadInteractions | undefined;
  /** What a user's own factors are divided by to be sent as a `vector`; absent where they are sent as they are. */
  readonly vectorScale?: number | undefined;
  /** Beside those of the artefact. */
  readonly warnings: readonly TrainWarning[];
}
