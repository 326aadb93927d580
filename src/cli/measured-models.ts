import type { MeasuredHalf } from "../evaluation/measured-half.ts";
import { baseName } from "../models/with-head.ts";
import type { HeadRequest } from "../rerankers/wanted-reranker.ts";
import { type CheckedOptions, checkOptions, rejectOptions } from "./check-options.ts";
import { RANDOM } from "./model-names.ts";
import type { NestedPlan } from "./nested-plan.ts";
import type { Settings } from "./typed-options.ts";

/** Models that are measured, and what each is given. */
export interface MeasuredModels {
  readonly names: readonly string[];
  readonly settings: ReadonlyMap<string, Settings>;
  /** What is searched for inside every train part. */
  readonly nested: NestedPlan;
  readonly only: MeasuredHalf | undefined;
  /** What is asked of re-rankers; undefined where no option is given. */
  readonly head?: HeadRequest | undefined;
}

/**
 * The models in the order of their names with their options checked, without data; of one that is searched for, the first of
 * its settings. Throws OptionsError, RangeError or TypeError.
 */
export function checkMeasured({ names, settings, nested }: MeasuredModels): CheckedOptions[] {
  const settingsOf = (name: string): Settings => settings.get(baseName(name)) ?? {};
  if (names.includes(RANDOM)) rejectOptions(RANDOM, settingsOf(RANDOM));
  const models = names.filter((name) => name !== RANDOM);
  return models.map((name) => {
    const space = nested.spaces.get(baseName(name));
    return checkOptions(name, space ? { ...space.fixed, ...space.settings[0] } : settingsOf(name));
  });
}
