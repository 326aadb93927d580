import type { Csr } from "../data/csr.ts";
import { toCsr } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import type { UserTable } from "../data/users.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { Predicts } from "../evaluation/predicts.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import type { FitControl } from "./fit.ts";

/** Options as they come from a command line. */
export type Settings = Readonly<Record<string, string>>;

/** Makes the candidate of one model; options that are wrong are refused here, before anything is fitted. */
export type MakeCandidate = (
  model: string,
  set: Settings,
  items: ItemTable,
  control: FitControl,
  users?: UserTable,
) => Candidate;

/** A candidate that learns from ratings: fitting it to implicit feedback throws OptionsError `needs-ratings`. */
export function ratingModel(
  model: string,
  options: Candidate["options"],
  create: (ratings: Csr) => (Recommends & Predicts) | Promise<Recommends & Predicts>,
): Candidate {
  return {
    model,
    options,
    predicts: true,
    fit: (train) => {
      if (train.feedback === "explicit") return create(toCsr(train));
      throw new OptionsError(
        "needs-ratings",
        `${model}: expected ratings to learn from, but the feedback is implicit; ` +
          "name the column of ratings with --columns rating=NAME, or choose a model such as implicit-als",
      );
    },
  };
}
