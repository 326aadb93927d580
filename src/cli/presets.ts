import { OptionsError } from "../errors.ts";
import type { AutorecOptions } from "../models/networks/autorec.ts";
import type { HybridMlpOptions } from "../models/networks/hybrid-mlp.ts";
import type { NcfMlpOptions } from "../models/networks/ncf-mlp.ts";
import type { NeuralMfOptions } from "../models/networks/neural-mf.ts";
import type { RbmOptions } from "../models/networks/rbm.ts";
import type { ResidualMfOptions } from "../models/networks/residual-mf.ts";
import type { TwoTowerOptions } from "../models/networks/two-tower.ts";
import { didYouMean } from "../nearest.ts";
import { parseAssignments } from "./arguments.ts";

/** Options of the models that presets are of. */
interface PresetOptions {
  readonly autorec: AutorecOptions;
  readonly "hybrid-mlp": HybridMlpOptions;
  readonly "ncf-mlp": NcfMlpOptions;
  readonly "neural-mf": NeuralMfOptions;
  readonly rbm: RbmOptions;
  readonly "residual-mf": ResidualMfOptions;
  readonly "two-tower": TwoTowerOptions;
}

/** A model, and what of its options is not left as it is. */
type Settled = {
  [Name in keyof PresetOptions]: { readonly model: Name; readonly set: Partial<PresetOptions[Name]> };
}[keyof PresetOptions];

/** The network of a published notebook, as its row gives it, with what we do otherwise. */
export type Preset = Settled & {
  /** Its row: the notebook's letter and a number. */
  readonly name: string;
  readonly summary: string;
  /** What the notebook did wrong, where it did. */
  readonly wrong: string;
  readonly ours: string;
};

const CONSTANT = "it predicts one number for everybody, whose F1 is that of recommending everything";
const BESIDE = "trivial decisions stand beside every F1 (--threshold), and ROC-AUC says whether likes are told apart";
const FEW = "measured on 3 ratings, which cannot tell models apart";
const INTERVALS = "any protocol, with intervals";

/** Embeddings as they come: not penalised, moved at one rate. */
const PLAIN = { regularization: 0, learningRateSchedule: "constant" } as const;
/** A network of ratings. */
const RATING = { ...PLAIN, target: "rating" } as const;
/** The networks of A see what people have, and stop early. */
const HAD = {
  ...PLAIN,
  target: "implicit",
  batchSize: 64,
  layerRegularization: 0.01,
  epochs: 20,
  validationShare: 0.1,
  patience: 3,
} as const;
/** Those of B see ratings, and stop early; most of them by one number of the pair. */
const EARLY = {
  ...{ ...RATING, batchSize: 128, epochs: 25, validationShare: 0.1, patience: 3, minImprovement: 0.01 },
} as const;
const DOT = { ...EARLY, join: "dot", factors: 1 } as const;
/** The dot of embeddings, without biases. */
const PRODUCT = { factors: 10, biases: false, regularization: 0, target: "rating", learningRate: 0.001 } as const;

/** Presets in the order of their rows. A new one is an entry here. */
export const PRESETS: readonly Preset[] = [
  {
    name: "A5",
    model: "ncf-mlp",
    set: { ...HAD, factors: 50, layers: "128", dropout: 0.5 },
    summary: "embeddings of 50, a dense layer of 128 with L2 and dropout",
    wrong: "trained and tested on positives alone, so that 1 is always right",
    ours: "negatives are drawn, and lists are measured",
  },
  {
    name: "A6",
    model: "ncf-mlp",
    set: { ...HAD, factors: 20, layers: "64", dropout: 0.3 },
    summary: "the first of the 32 settings of A5's grid",
    wrong: "as A5, so that all 32 settings look alike",
    ours: "nearedge tune searches the grid on validation data: factors, layers, dropout, learningRate, layerRegularization",
  },
  {
    name: "A7",
    model: "two-tower",
    set: { columns: "auto" },
    summary: "towers for histories and for items with their content",
    wrong: "named as a next step, not done",
    ours: "one catalogue of several domains; filters choose one",
  },
  {
    name: "B4",
    model: "neural-mf",
    set: { ...PRODUCT, factors: 1, dense: true, batchSize: 128, epochs: 5 },
    summary: "the dot of embeddings of 1, and a dense unit",
    wrong: "bent predictions are compared with a plain 8, and nothing stands beside the F1",
    ours: `${BESIDE}; loss=mae and target=binary are the others of the row`,
  },
  {
    name: "B5",
    model: "ncf-mlp",
    set: { ...DOT, layers: "32", dropout: 0.95 },
    summary: "one dense layer over that dot, dropout 0.95, early stopping",
    wrong: `${CONSTANT}: a product of two numbers near 0 hardly moves, dropout hides it, and early stopping ends it`,
    ours: BESIDE,
  },
  {
    name: "B6",
    model: "ncf-mlp",
    set: { ...EARLY, factors: 1, skip: "before", layers: "256/64", dropout: 0 },
    summary: "the dot and both embeddings before two dense layers; skip=after behind them",
    wrong: "as B5, though embeddings beside the product let it learn",
    ours: BESIDE,
  },
  {
    name: "B7",
    model: "ncf-mlp",
    set: { ...DOT, layers: "32", dropout: 0 },
    summary: "B5's network for --transform sigmoid:INFLECTION,STEEPNESS",
    wrong: "as B5, on every transform: which of them is best is decided by the bar alone",
    ours: `nearedge tune runs over the nine transforms; ${BESIDE}`,
  },
  {
    name: "C7",
    model: "neural-mf",
    set: { ...PRODUCT, batchSize: 256, epochs: 1 },
    summary: "the dot of embeddings of 10, one epoch",
    wrong: "ratings are not centred and there are no biases, so that factors have to learn means first",
    ours: "differences from the mean are learned",
  },
  {
    name: "C8",
    model: "ncf-mlp",
    set: { ...RATING, factors: 20, itemFactors: 10, layers: "256", dropout: 0, batchSize: 256, epochs: 1 },
    summary: "embeddings of 20 and 10, a dense layer of 256, one epoch",
    wrong: "nothing stands beside its error, not even the mean of the film",
    ours: "hold-out figures beside baselines",
  },
  {
    name: "C9",
    model: "hybrid-mlp",
    set: { factors: 10, termUnits: 128, contentUnits: 32, hidden: 512, dropout: 0.2, batchSize: 1024, epochs: 2 },
    summary: "embeddings of 10 and the texts of items, 128 to 32, joined in 512",
    wrong: "crashes: sparse input with a validation split",
    ours: "terms are an embedding bag; a tenth of the rows validates",
  },
  {
    name: "D1",
    model: "ncf-mlp",
    set: {
      ...{ ...RATING, factors: 10, layers: "1024", dropout: 0, batchSize: 1024, epochs: 25 },
      ...{ optimiser: "sgd", learningRate: 0.08, momentum: 0.9 },
    },
    summary: "embeddings of 10, a dense layer of 1024, SGD with momentum on centred ratings",
    wrong: "a squared error of .6527 is called an accuracy of 65 %",
    ours: "RMSE, loss curves (of both parts with validationShare), and cells with their right names",
  },
  {
    name: "E4",
    model: "neural-mf",
    set: { ...PRODUCT, batchSize: 32, epochs: 100 },
    summary: "the dot of embeddings, 100 epochs",
    wrong: FEW,
    ours: INTERVALS,
  },
  {
    name: "E5",
    model: "ncf-mlp",
    set: { ...RATING, factors: 10, layers: "128/64", batchNorm: true, dropout: 0.5, batchSize: 32, epochs: 100 },
    summary: "dense layers of 128 and 64 with batch norm and dropout",
    wrong: FEW,
    ours: INTERVALS,
  },
  {
    name: "E6",
    model: "residual-mf",
    set: { factors: 10, hidden: 64, regularization: 0, target: "rating", batchSize: 32, epochs: 100 },
    summary: "dense layers with a skip around them, joined with the dot",
    wrong: FEW,
    ours: `${INTERVALS}; a tenth of the ratings validates`,
  },
  {
    name: "E7",
    model: "autorec",
    set: { rows: "users", units: 128, epochs: 50 },
    summary: "an autoencoder of users' ratings with 128 units",
    wrong: "a sigmoid cannot reach a rating of 5, and unknown ratings count as 0",
    ours: "the loss is of the ratings that are there, and the output is linear",
  },
  {
    name: "E8",
    model: "rbm",
    set: { hidden: 64, epochs: 10, learningRate: 0.01, steps: 1 },
    summary: "a restricted Boltzmann machine of 64 hidden units, CD-1",
    wrong: "ratings are fed as probabilities, and it does not learn",
    ours: "a softmax over the rating values of each item, and the RMSE of ratings that are held out",
  },
];

/** The preset of this name, in any case. Throws OptionsError `unknown-preset`. */
export function presetOf(name: string): Preset {
  const names = PRESETS.map((preset) => preset.name);
  const found = PRESETS.find((preset) => preset.name === name.toUpperCase());
  if (found) return found;
  const expected = `--preset: expected one of ${names.join(", ")}, got ${name}`;
  throw new OptionsError(
    "unknown-preset",
    `${expected}${didYouMean(name, names)}; nearedge models --presets describes them`,
  );
}

/** Options of a preset, and those that are given beside it, which win; so does one that is `searched`, which has values of its own. */
export function withPreset<
  Given extends { readonly preset?: string; readonly model: string; readonly set: readonly string[] },
>(given: Given, modelIsGiven: boolean, searched: readonly string[] = []): Given {
  if (given.preset === undefined) return given;
  const { name, model, set } = presetOf(given.preset);
  if (modelIsGiven && given.model !== model) {
    throw new OptionsError(
      "preset-model",
      `--model: expected ${model} with --preset ${name}, or none; got ${given.model}`,
    );
  }
  return { ...given, model, set: beside(given.set, Object.entries(set), searched) };
}

/** The same for `evaluate` and `compare`: the model joins the list, its options are `model.key=value`. */
export function withPresets<
  Given extends { readonly preset?: readonly string[]; readonly models: string; readonly set: readonly string[] },
>(given: Given, modelsAreGiven: boolean): Given {
  if (!given.preset || given.preset.length === 0) return given;
  const presets = given.preset.map(presetOf);
  const models: readonly string[] = presets.map(({ model }) => model);
  const twice = presets.find(({ model }, place) => models.indexOf(model) !== place);
  if (twice) {
    const names = presets.filter(({ model }) => model === twice.model).map(({ name }) => name);
    throw new OptionsError(
      "preset-model",
      `--preset: expected one preset of ${twice.model} at a time, got ${names.join(" and ")}`,
    );
  }
  const own = presets.flatMap(({ model, set }) => {
    return Object.entries(set).map(([key, value]) => [`${model}.${key}`, value] as const);
  });
  const others = modelsAreGiven ? given.models.split(",").filter((name) => !models.includes(name)) : [];
  return { ...given, models: [...models, ...others].join(","), set: beside(given.set, own) };
}

/** What is given by `--set`, behind those options of presets that it leaves as they are. */
function beside(
  given: readonly string[],
  own: readonly (readonly [key: string, value: unknown])[],
  searched: readonly string[] = [],
): readonly string[] {
  const taken = new Set([...Object.keys(parseAssignments("--set", given)), ...searched]);
  return [...own.filter(([key]) => !taken.has(key)).map(([key, value]) => `${key}=${value}`), ...given];
}
