import type { Dataset } from "../data/dataset.ts";
import { randomCandidate } from "../evaluation/baseline-candidates.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { baseName } from "../models/with-head.ts";
import type { TrainingContext } from "../training/context.ts";
import type { MeasuredModels } from "./measured-models.ts";
import { RANDOM } from "./model-names.ts";
import { modelCandidate } from "./models.ts";
import { tunedCandidate } from "./nested.ts";

/** The candidates in the order of their names. Throws OptionsError or RangeError for an option that is wrong. */
export function makeCandidates(
  { names, settings, nested, only, head }: MeasuredModels,
  { items, users }: Pick<Dataset, "items" | "users">,
  explicit: boolean,
  control: TrainingContext,
  threshold: number | undefined,
): Candidate[] {
  const settingsOf = (name: string) => settings.get(baseName(name)) ?? {};
  const candidates = names
    .filter((name) => name !== RANDOM)
    .map((name) => {
      const space = nested.spaces.get(baseName(name));
      return space === undefined
        ? modelCandidate(name, settingsOf(name), { items, users }, control, head)
        : tunedCandidate(name, space, nested, { items, users }, control, explicit, head);
    });
  const place = names.indexOf(RANDOM);
  if (place < 0) return candidates;
  const withRatings =
    only === "ratings" || threshold !== undefined || candidates.some(({ predicts }) => predicts === true);
  return candidates.toSpliced(place, 0, randomCandidate(control.seed, withRatings));
}
