import type { Dataset } from "../data/dataset.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { modelCandidate as candidateWith } from "../rerankers/model-candidate.ts";
import type { HeadRequest } from "../rerankers/wanted-reranker.ts";
import type { TrainingContext } from "../training/context.ts";
import { modelOf } from "./check-options.ts";
import { type Settings, typedOptions } from "./typed-options.ts";

/** The candidate of a name such as `slim`, or `slim+head`, by options as a command line has them. Throws as they are refused. */
export function modelCandidate(
  name: string,
  set: Settings,
  { items, users }: Pick<Dataset, "items" | "users">,
  context: TrainingContext,
  head?: HeadRequest,
): Candidate {
  return candidateWith(name, typedOptions(modelOf(name), set), { items, users }, context, head);
}
