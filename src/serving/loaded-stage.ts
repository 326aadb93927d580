import type { EngineParts, Stage } from "./stages/stage.ts";

/** A stage with the part of an engine that it works by. */
export interface LoadedStage {
  readonly stage: Stage;
  readonly parts?: Partial<EngineParts>;
}
