import type { Interactions } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import { crossFit, type LabelledExamples } from "./cross-fitting.ts";
import { hideLast } from "./last-hidden.ts";
import type { Question } from "./question.ts";
import type { FittedRetrieval, RetrievalPlans } from "./retrieval-plan.ts";

/** How examples are made. */
export interface ExampleSettings {
  readonly seed: number;
  /** How many candidates a list has, at most. */
  readonly candidateCount: number;
  readonly items: Pick<ItemTable, "categories" | "numbers">;
  /** Whether features read the times of items. */
  readonly itemTimes: boolean;
}

/** The examples of a question. Errors: those of crossFit. */
export function labelExamples<F extends FittedRetrieval>(
  question: Question,
  plans: RetrievalPlans<F>,
  interactions: Interactions,
  settings: ExampleSettings,
): Promise<LabelledExamples<F>> {
  return question === "next" ? hideLast(plans, interactions, settings) : crossFit(plans, interactions, settings);
}
