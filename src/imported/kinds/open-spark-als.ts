import type { FactorTable } from "../../data/factor-table.ts";
import { openParquetVectors } from "../../data/matrices/parquet-vectors.ts";
import { openSparkModel, type SparkModel } from "../../data/matrices/spark-model.ts";
import { DataError } from "../../errors.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { implicitAls } from "../../models/implicit-als/implicit-als.ts";
import { explicitAls } from "../../models/linear-algebra/explicit-als.ts";
import { nmf } from "../../models/linear-algebra/nmf.ts";
import { fitBaseline } from "../../models/linear-algebra/residual-factors.ts";
import type { OptionValues } from "../../models/option-specs.ts";
import type { RatingScale } from "../../models/rating-model.ts";
import { scaleState } from "../../models/served-ratings.ts";
import { stateOf } from "../../models/state.ts";
import type { ImportedModel } from "../../packing/imported/types.ts";
import { hkvModel, weightingNote } from "./hkv.ts";
import type { ImportedInteractions, ImportRequest, OpenedImport } from "./kind.ts";
import { SCALE_SETTINGS } from "./known-settings.ts";
import { missingOption, numberOf, overridden } from "./settings.ts";
import { tableFacts } from "./table-pass.ts";

/**
 * A saved ALSModel of Spark. With implicitPrefs it is objective=hkv with confidence=alpha and a penalty by |S|; without,
 * explicit-als without biases, or nmf, whose users are not negative. A model does not keep the parameters that it was trained
 * with, but for its rank: what is not there must be given.
 */
export async function open({ path, shown, settings, signal }: ImportRequest): Promise<OpenedImport> {
  const saved = await openSparkModel(path);
  const limits = { factors: MAXIMUM_FACTOR_COUNT, rows: "items" };
  const columns = { ids: "id", vectors: "features" };
  const { table, ids } = await openParquetVectors(saved.itemFactors, `${shown}/itemFactors`, columns, limits, signal);
  if (saved.rank !== undefined && saved.rank !== table.factorCount) {
    const expected = `expected ${saved.rank} factors, as its metadata says`;
    throw new DataError("wrong-rank", `${shown}: ${expected}, got ${table.factorCount}; save the model again`);
  }
  const implicit = isImplicit(saved, settings, shown);
  const penalty = { name: "regularization", given: settings.regularization, inFile: numberIn(saved, "regParam") };
  const alpha = { name: "confidence", given: settings.confidence, inFile: numberIn(saved, "alpha") };
  const regularization = numberOf(penalty, shown, "regParam, which it was trained with");
  const confidence = implicit ? numberOf(alpha, shown, "alpha, which it was trained with") : undefined;
  if (!implicit) refuseImplicitSettings(settings);
  const nonNegative = await isNonNegative(table, saved, settings, shown, signal);
  const said = implicit ? [penalty, alpha] : [penalty];
  const { weighting, dislikeTarget } = settings;
  const own = { weighting, dislikeTarget, confidence, regularization, nonNegative, regularizationExponent: 1 };
  const hkv = implicit ? hkvModel(table, given(own)) : undefined;
  return {
    model: implicit ? implicitAls.name : ratingsModel(nonNegative).name,
    itemCount: table.itemCount,
    keys: ids,
    keysAreNumbers: true,
    origin: {
      kind: "spark-als",
      ...(saved.version === undefined ? {} : { version: saved.version }),
      ...(nonNegative ? { nonNegative: true as const } : {}),
    },
    notes: [
      ...said.flatMap((one) => overridden(one, shown)),
      ...(implicit ? weightingNote("Spark", settings.weighting) : []),
    ],
    finish: async (interactions) => {
      if (!hkv) return { model: modelOfRatings(table, { regularization, nonNegative }, settings, interactions, shown) };
      hkv.check(shown, interactions);
      return { model: hkv.model };
    },
    close: async () => undefined,
  };
}

/** Without what is undefined. */
function given(values: Readonly<Record<string, OptionValues[string] | undefined>>): OptionValues {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

function numberIn({ parameters }: SparkModel, name: string): number | undefined {
  const value = parameters[name];
  return typeof value === "number" ? value : undefined;
}

/** By the option, the metadata, or that alpha was given, which only implicit feedback has. */
function isImplicit({ parameters }: SparkModel, settings: OptionValues, shown: string): boolean {
  const said =
    settings.implicitPrefs ?? parameters.implicitPrefs ?? (settings.confidence === undefined ? undefined : true);
  if (typeof said === "boolean") return said;
  throw missingOption(
    "--set implicitPrefs=true|false",
    `expected whether it was trained with implicitPrefs, which ${shown} does not say; with it, --set confidence=… is alpha`,
  );
}

function refuseImplicitSettings(settings: OptionValues): void {
  const name = ["confidence", "weighting", "dislikeTarget"].find((one) => settings[one] !== undefined);
  if (name === undefined) return;
  throw missingOption(
    `--set ${name}`,
    "expected none with implicitPrefs=false, whose values are ratings; leave it out",
  );
}

/** A factor below 0 says no; where there is none, somebody has to say. */
async function isNonNegative(
  table: FactorTable,
  { parameters }: SparkModel,
  settings: OptionValues,
  shown: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const said = settings.nonNegative ?? parameters.nonnegative;
  const { hasNegative } = await tableFacts(table, signal);
  if (said === true && hasNegative) {
    throw new DataError(
      "negative-factors",
      `${shown}: expected no factor below 0 with nonNegative=true, got some; leave it out`,
    );
  }
  if (typeof said === "boolean" || hasNegative) return said === true;
  throw missingOption(
    "--set nonNegative=true|false",
    `expected whether it was trained with nonnegative=True: no factor of ${shown} is below 0, and it does not say`,
  );
}

/** What serves factors of ratings: nmf folds users in among those that are not negative, with the same penalty by |S|. */
function ratingsModel(nonNegative: boolean): typeof nmf | typeof explicitAls {
  return nonNegative ? nmf : explicitAls;
}

interface RatingsFit {
  readonly regularization: number;
  readonly nonNegative: boolean;
}

function modelOfRatings(
  factors: FactorTable,
  { regularization, nonNegative }: RatingsFit,
  settings: OptionValues,
  interactions: ImportedInteractions | undefined,
  shown: string,
): Omit<ImportedModel, "precision"> {
  const { itemCount, factorCount } = factors;
  if (interactions !== undefined && interactions.feedback !== "explicit") {
    throw new DataError(
      "no-ratings",
      `--interactions: expected ratings for the predictions of ${shown}, got rows without; name their column with --columns`,
    );
  }
  const baseline = interactions && fitBaseline(interactions.matrix);
  const scale = baseline?.scale ?? scaleOf(settings, shown);
  const rated = new Uint32Array(Math.ceil(itemCount / 32)).fill(0xffff_ffff);
  if (itemCount % 32 !== 0) rated[rated.length - 1] = 2 ** (itemCount % 32) - 1;
  const itemBiases = baseline?.itemBiases ?? new Float64Array(itemCount);
  const penalties = nonNegative
    ? { userRegularization: regularization, itemRegularization: regularization }
    : { regularization, regularizationExponent: 1 };
  const model = ratingsModel(nonNegative);
  return {
    kind: model.name,
    options: model.readOptions({ factors: factorCount, biases: false, ...penalties }),
    factors,
    matrix: "itemFactors",
    state: stateOf({ scale: scaleState(scale), itemBiases, rated }),
  };
}

function scaleOf(settings: OptionValues, shown: string): RatingScale {
  const [mean = Number.NaN, minimum = Number.NaN, maximum = Number.NaN] = SCALE_SETTINGS.map((name) => {
    const value = settings[name];
    if (value !== undefined) return numberOf({ name, given: value, inFile: undefined }, shown, "");
    throw missingOption(
      "--interactions",
      `expected the ratings, of which ${shown} keeps neither mean nor range; or --set mean=…, minimum=… and maximum=…`,
    );
  });
  if (minimum <= mean && mean <= maximum) return { mean, minimum, maximum };
  throw new RangeError(
    `--set mean: expected a number from minimum to maximum, got ${mean} of ${minimum} to ${maximum}`,
  );
}
