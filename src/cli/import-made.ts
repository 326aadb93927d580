import type { ReadReport } from "../data/dataset.ts";
import type { ImportedArtefact, ImportedData } from "../packing/imported/types.ts";
import type { TrainWarning } from "../packing/quality.ts";

/** An artefact that was made of a model from elsewhere. */
export interface MadeImport {
  readonly artefact: ImportedArtefact;
  readonly origin: ImportedData["origin"];
  /** How the interactions beside it were read. */
  readonly reading?: ReadReport | undefined;
  /** What a user's own factors are divided by to be sent as a `vector`; absent where they are sent as they are. */
  readonly vectorScale?: number | undefined;
  /** Beside those of the artefact. */
  readonly warnings: readonly TrainWarning[];
}
