import type { FactorTable } from "../../data/factor-table.ts";
import { DataError } from "../../errors.ts";
import {
  implicitAls,
  manifestOptions,
  observedWeight,
  withUnobservedWeight,
} from "../../models/implicit-als/implicit-als.ts";
import type { OptionValues } from "../../models/option-specs.ts";
import type { ImportedModel } from "../../packing/imported/types.ts";
import type { ImportedInteractions } from "./kind.ts";

/** How a value becomes a confidence in Spark and in `implicit`: both multiply what they are given by alpha. */
export const LINEAR = "linear";

/**
 * Factors that implicit-als serves with objective=hkv. YᵀY is that of the rows as they are packed. Throws RangeError,
 * OptionsError.
 */
export function hkvModel(factors: FactorTable, options: OptionValues) {
  const given = { objective: "hkv", factors: factors.factorCount, weighting: LINEAR, ...options };
  const own = withUnobservedWeight(implicitAls.readOptions(given));
  const model: Omit<ImportedModel, "precision"> = {
    kind: implicitAls.name,
    options: manifestOptions(own),
    factors,
    matrix: "factors",
    gramOf: (products) => Float32Array.from(products),
  };
  return {
    model,
    /** Throws DataError `low-confidence` for interactions that weigh less than what was not observed, or are not liked. */
    check: (shown: string, interactions: ImportedInteractions | undefined): void => {
      if (interactions === undefined) return;
      let smallest = Number.POSITIVE_INFINITY;
      for (const value of interactions.matrix.values) smallest = Math.min(smallest, value);
      try {
        observedWeight(own, smallest);
      } catch (cause) {
        if (!(cause instanceof RangeError)) throw cause;
        const { confidenceOffset, confidence, weighting } = own;
        const message =
          `--interactions: expected values above 0 that give a confidence of at least 1, with ${shown} that is ` +
          `${confidenceOffset} + ${confidence} · value (weighting=${weighting}); the smallest is ${smallest}. What weighs less than a pair that was not observed ` +
          "is not served: leave such rows out with --min-value, or train with a larger alpha";
        throw new DataError("low-confidence", message, { cause });
      }
    },
  };
}

/** Says how values count, unless that was given. */
export function weightingNote(by: string, weighting: unknown): string[] {
  if (weighting !== undefined) return [];
  return [
    `a value counts as ${by} counts it, by alpha · value (weighting=${LINEAR}); --set weighting=… where it went through something before`,
  ];
}
