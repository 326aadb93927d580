import { OptionsError } from "../errors.ts";
import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import { calledHere } from "../models/names-elsewhere.ts";
import {
  auto,
  choice,
  flag,
  integer,
  number,
  type OptionSpecs,
  type OptionValue,
  type OptionValues,
} from "../models/option-specs.ts";
import { didYouMean } from "../nearest.ts";

/** What Spark's ALS is fitted with. `auto` is settled by the job, from the data: docs/spark.md. */
export interface AlsParameters {
  readonly explicit: boolean;
  readonly rank: number;
  readonly maxIter: number;
  readonly regParam: number | "auto";
  readonly alpha: number | "auto";
  readonly weighting: string;
  readonly nonnegative: boolean;
}

/** A model that Spark can fit, by our names of its options. */
interface SparkModel {
  readonly options: OptionSpecs;
  /** Options that have one value under Spark, and may be given with it. */
  readonly fixed: Readonly<Record<string, OptionValue>>;
  /** Options of the model that Spark does not have, and what to use. */
  readonly refused: Readonly<Record<string, string>>;
  parameters(read: OptionValues): AlsParameters;
}

const EXACT = "Spark solves every row exactly; leave it out, or train with --engine local";
const START = "Spark draws its first factors by its own rule; leave it out";

const MODELS: Readonly<Record<string, SparkModel>> = {
  "implicit-als": {
    options: {
      factors: integer(1, MAXIMUM_FACTOR_COUNT, 64),
      regularization: auto(number(0, 1e6, 0.1)),
      confidence: auto(number(0, 1e6, 1)),
      weighting: choice(["binary", "linear", "log"], "binary"),
      epochs: integer(1, 10_000, 15),
      nonNegative: flag(false),
    },
    fixed: { objective: "hkv", confidenceOffset: 1, regularizationExponent: 1 },
    refused: {
      unobservedWeight:
        "in Spark's objective a pair that was not observed weighs 1; set confidence, which is about 1/unobservedWeight",
      solver: EXACT,
      cgSteps: EXACT,
      blockSize: EXACT,
      initialScale: START,
      dislikeTarget: "it is of serving, and has its default; train with --engine local to set it",
    },
    parameters: ({ factors, epochs, regularization, confidence, weighting, nonNegative }) => ({
      explicit: false,
      rank: Number(factors),
      maxIter: Number(epochs),
      regParam: numberOrAuto(regularization),
      alpha: numberOrAuto(confidence),
      weighting: String(weighting),
      nonnegative: nonNegative === true,
    }),
  },
  "explicit-als": {
    options: {
      factors: integer(1, MAXIMUM_FACTOR_COUNT, 50),
      regularization: number(0, 1e6, 0.1),
      epochs: integer(1, 10_000, 10),
    },
    fixed: { biases: false, regularizationExponent: 1 },
    refused: { initialScale: START },
    parameters: ({ factors, epochs, regularization }) => ({
      explicit: true,
      rank: Number(factors),
      maxIter: Number(epochs),
      regParam: Number(regularization),
      alpha: 1,
      weighting: "linear",
      nonnegative: false,
    }),
  },
};

/** Names of the models that Spark can fit. */
export const SPARK_MODELS: readonly string[] = Object.keys(MODELS);

/** The model's options under Spark with their specs. Throws OptionsError `not-on-spark` for a model that Spark does not have. */
export function sparkOptions(model: string): OptionSpecs {
  return modelOf(model).options;
}

/**
 * Spark's parameters for a model with options of ours. Throws OptionsError `not-on-spark` for a model or an option that Spark does
 * not have, or not with this value, with what to use; `unknown-option`; RangeError or TypeError for a bad value.
 */
export function alsParameters(model: string, given: OptionValues): AlsParameters {
  const { options, fixed, refused, parameters } = modelOf(model);
  for (const [name, value] of Object.entries(given)) {
    if (Object.hasOwn(options, name)) continue;
    if (Object.hasOwn(fixed, name)) {
      if (fixed[name] === value) continue;
      const only = `--set ${name}=${value}: expected ${name}=${fixed[name]} with --engine spark, which has no other`;
      throw new OptionsError("not-on-spark", `${only}; leave it out, or train with --engine local`);
    }
    if (Object.hasOwn(refused, name)) {
      throw new OptionsError("not-on-spark", `--set ${name}: expected none with --engine spark: ${refused[name]}`);
    }
    const names = [...Object.keys(options), ...Object.keys(fixed)];
    const hint = calledHere(name, names) || didYouMean(name, names);
    throw new OptionsError(
      "unknown-option",
      `${model} has no option ${name} on Spark${hint}; it has ${names.join(", ")}`,
    );
  }
  const read = Object.entries(options).map(([name, spec]) => {
    return [name, Object.hasOwn(given, name) ? spec.check(name, given[name]) : spec.default] as const;
  });
  return parameters(Object.fromEntries(read));
}

function modelOf(name: string): SparkModel {
  const found = Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
  if (found) return found;
  throw new OptionsError(
    "not-on-spark",
    `--model: expected one that Spark has (${SPARK_MODELS.join(", ")}) with --engine spark, got ${name}; train it with --engine local`,
  );
}

function numberOrAuto(value: OptionValue | undefined): number | "auto" {
  return value === "auto" ? value : Number(value);
}
