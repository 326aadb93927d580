import { type Model, PACKING_OPTIONS } from "./define-model.ts";

/**
 * Options of `given` that do nothing beside the others, each in a sentence: `momentum does nothing with optimiser=adam; it is
 * for optimiser=sgd`. `isExplicit`: whether the interactions are ratings. Options of members of a mix, and those of what is packed, are not looked
 * at. Throws
 * what readOptions throws.
 */
export function idleOptions(
  model: Pick<Model, "options" | "specOf" | "readOptions" | "resolve">,
  given: Readonly<Record<string, unknown>>,
  isExplicit: boolean,
): ReadonlyMap<string, string> {
  const own = Object.entries(given).filter(([key]) => model.specOf(key) ?? !PACKING_OPTIONS.includes(key));
  const values = model.resolve(model.readOptions(Object.fromEntries(own)), isExplicit);
  const found = new Map<string, string>();
  for (const [key] of own) {
    const [name = key, spec] = model.specOf(key) ?? [];
    const unmet = spec?.when?.find(({ option, holds }) => Object.hasOwn(values, option) && !holds(values[option]));
    if (unmet === undefined || !Object.hasOwn(model.options, name)) continue;
    const { option, words } = unmet;
    found.set(name, `${name} does nothing with ${option}=${values[option]}; it is for ${words}`);
  }
  return found;
}
