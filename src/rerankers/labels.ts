import type { Interactions } from "../data/interactions.ts";
import { crossFit, type LabelledExamples } from "./cross-fitting.ts";
import type { ExampleSettings } from "./example-settings.ts";
import { hideLast } from "./last-hidden.ts";
import type { Question } from "./question.ts";
import type { FittedRetrieval, RetrievalPlans } from "./retrieval-plan.ts";

/** The examples of a question. Errors: those of crossFit. */
export function labelExamples<F extends FittedRetrieval>(
  question: Question,
  plans: RetrievalPlans<F>,
  interactions: Interactions,
  settings: ExampleSettings,
): Promise<LabelledExamples<F>> {
  return question === "next" ? hideLast(plans, interactions, settings) : crossFit(plans, interactions, settings);
}
