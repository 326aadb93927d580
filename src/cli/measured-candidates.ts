import type { Dataset } from "../data/dataset.ts";
import { emptyItemTable } from "../data/items.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { randomCandidate } from "../evaluation/baseline-candidates.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { MeasuredHalf } from "../evaluation/measured-half.ts";
import type { TrainingContext } from "../training/context.ts";
import type { Settings } from "./candidates.ts";
import { baseName, RANDOM } from "./model-names.ts";
import { modelCandidate, rejectOptions } from "./models.ts";
import { tunedCandidate } from "./nested.ts";
import type { NestedPlan } from "./nested-plan.ts";

/** Models that are measured, and what each is given. */
export interface MeasuredModels {
  readonly names: readonly string[];
  readonly settings: ReadonlyMap<string, Settings>;
  /** What is searched for inside every train part. */
  readonly nested: NestedPlan;
  readonly only: MeasuredHalf | undefined;
}

/** The candidates in the order of their names. Throws OptionsError or RangeError for an option that is wrong. */
export function makeCandidates(
  { names, settings, nested, only }: MeasuredModels,
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
        ? modelCandidate(name, settingsOf(name), items, control, users)
        : tunedCandidate(name, space, nested, { items, users }, control, explicit);
    });
  const place = names.indexOf(RANDOM);
  if (place < 0) return candidates;
  rejectOptions(RANDOM, settingsOf(RANDOM));
  const withRatings =
    only === "ratings" || threshold !== undefined || candidates.some(({ predicts }) => predicts === true);
  return candidates.toSpliced(place, 0, randomCandidate(control.seed, withRatings));
}

const NO_ITEMS = emptyItemTable(createVocabulary([]));

/** For candidates that are made only to have their options checked. */
const UNCONTROLLED = { seed: 0, threads: 1, signal: new AbortController().signal, onPhase: () => undefined };

/** A candidate without data, which is never fitted. */
export function uncontrolledCandidate(model: string, set: Settings): Candidate {
  return modelCandidate(model, set, NO_ITEMS, UNCONTROLLED);
}

/** The same of all models that are measured. */
export function uncontrolledCandidates(models: MeasuredModels, threshold: number | undefined): Candidate[] {
  return makeCandidates(models, { items: NO_ITEMS, users: undefined }, false, UNCONTROLLED, threshold);
}
