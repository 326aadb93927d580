import type { Interactions } from "../data/interactions.ts";
import type { Fitted } from "./evaluate-fitted.ts";

/** A model to be fitted on each fold's train part, with the options that stand beside its figures. */
export interface Candidate {
  /** Name in tables: `implicit-als`. */
  readonly model: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  /** Whether the fitted model predicts ratings: the baselines of ratings then stand beside it. */
  readonly predicts?: boolean | undefined;
  /** Whether its predictions are decisions only, so that the size of their error means nothing. */
  readonly decisionsOnly?: boolean | undefined;
  fit(train: Interactions): Fitted | Promise<Fitted>;
}
