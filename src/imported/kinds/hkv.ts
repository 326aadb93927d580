import type { FactorTable } from "../../data/factor-table.ts";
import { implicitAls, manifestOptions, withUnobservedWeight } from "../../models/implicit-als/implicit-als.ts";
import type { OptionValues } from "../../models/option-specs.ts";
import type { ImportedModel } from "../../packing/imported/types.ts";

/** How a value becomes a confidence in Spark and in `implicit`: both multiply what they are given by alpha. */
export const LINEAR = "linear";

/** Factors that implicit-als serves with objective=hkv. YᵀY is that of the rows as they are packed. Throws RangeError, OptionsError. */
export function hkvModel(factors: FactorTable, options: OptionValues): Omit<ImportedModel, "precision"> {
  const given = { objective: "hkv", factors: factors.factorCount, weighting: LINEAR, ...options };
  return {
    kind: implicitAls.name,
    options: manifestOptions(withUnobservedWeight(implicitAls.readOptions(given))),
    factors,
    matrix: "factors",
    gramOf: (products) => Float32Array.from(products),
  };
}

/** Says how values count, unless that was given. */
export function weightingNote(by: string, weighting: unknown): string[] {
  if (weighting !== undefined) return [];
  return [
    `a value counts as ${by} counts it, by alpha · value (weighting=${LINEAR}); --set weighting=… where it went through something before`,
  ];
}
