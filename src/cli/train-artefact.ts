import { type EncodedFile, encodeArtefact, type ManifestDraft } from "../artefact/encode.ts";
import type { Evaluation, HeadManifest } from "../artefact/manifest.ts";
import { checkOneOf } from "../check.ts";
import type { Dataset } from "../data/dataset.ts";
import { toCsr } from "../data/interactions.ts";
import { OptionsError } from "../errors.ts";
import { kernelModule, threadedKernelModule } from "../kernels/module.node.ts";
import { quantiseFactors } from "../kernels/quantise.ts";
import { implicitAlsOptions, observedWeight, scaleGram } from "../models/implicit-als.ts";
import type { OptionValue } from "../models/model.ts";
import { countInteractions } from "../models/popularity.ts";
import { TAG_COLUMN } from "../models/tag-overlap.ts";
import { type FitControl, fitImplicitAls, type HeadWish } from "./fit.ts";
import { MODEL_NAMES } from "./models.ts";

export interface TrainRequest {
  readonly model: string;
  /** `key=value` options as text; `precision` belongs to the artefact, the rest to the model. */
  readonly set: Readonly<Record<string, string>>;
  /** mlp or none; undefined packs an mlp where the data has enough history to judge it and it wins. */
  readonly head: string | undefined;
  readonly name: string | undefined;
  /** Whether users and their histories are packed, so that `userId` works in requests. */
  readonly users: boolean;
}

export interface TrainedArtefact {
  readonly files: readonly EncodedFile[];
  readonly evaluations: readonly Evaluation[];
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Final value of the printed objective; undefined for a model without one. */
  readonly objective: number | undefined;
  readonly head: HeadManifest | null;
}

/** Trains what was asked for and packs it. Throws OptionsError, RangeError, DataError or TrainingError. */
export async function trainArtefact(
  dataset: Dataset,
  request: TrainRequest,
  control: FitControl,
): Promise<TrainedArtefact> {
  const model = checkOneOf("--model", request.model, MODEL_NAMES);
  const head = wantedHead(request.head);
  const { precision: precisionText = "f32", ...set } = request.set;
  const precision = checkOneOf("precision", precisionText, ["f32", "int8"] as const);
  const { interactions, items } = dataset;
  const histories = toCsr(interactions);
  const popularity = countInteractions(histories);
  const users = { userIds: interactions.userIds, histories };
  const draft = {
    name: request.name ?? dataset.name,
    seed: control.seed,
    data: {
      name: dataset.name,
      fingerprint: dataset.fingerprint,
      users: interactions.userIds.size,
      items: interactions.itemIds.size,
      interactions: interactions.users.length,
      feedback: interactions.feedback,
      note: dataset.note,
    },
  };
  if (model === "popularity") {
    const [unknown] = Object.keys(request.set);
    if (unknown !== undefined) {
      throw new OptionsError("unknown-option", `popularity has no option ${unknown}; it has none`);
    }
    const manifest: ManifestDraft = {
      ...draft,
      model: { kind: model, options: {}, precision: "f32", factorCount: 0 },
      head: null,
      evaluations: [],
    };
    const content = {
      items,
      popularity,
      factors: undefined,
      gram: undefined,
      users: request.users ? users : undefined,
      head: undefined,
    };
    const files = await encodeArtefact(content, manifest);
    return { files, evaluations: [], options: {}, objective: undefined, head: null };
  }
  const options = implicitAlsOptions(set, histories);
  const modules = { serving: await kernelModule(), training: await threadedKernelModule() };
  const tags = items.categories.get(TAG_COLUMN);
  const fitted = await fitImplicitAls(modules, interactions, tags, options, {
    ...control,
    head,
    judge: true,
  });
  const { itemFactors } = fitted.model;
  const quantised =
    precision === "int8" && itemFactors.precision === "f32"
      ? quantiseFactors(modules.serving, itemFactors.values, options.factors)
      : undefined;
  const weights = { ...histories, values: histories.values.map((value) => observedWeight(options, value)) };
  const headManifest = fitted.head?.trained.manifest ?? null;
  const manifest: ManifestDraft = {
    ...draft,
    model: { kind: model, options: { ...options }, precision, factorCount: options.factors },
    head: headManifest,
    evaluations: fitted.evaluations,
  };
  const content = {
    items,
    popularity,
    factors: quantised?.factors ?? itemFactors,
    gram: quantised ? scaleGram(options, quantised.gram) : fitted.model.gram,
    users: request.users ? { ...users, histories: weights } : undefined,
    head: fitted.head?.trained.weights,
  };
  const files = await encodeArtefact(content, manifest);
  fitted.head?.head.dispose();
  return {
    files,
    evaluations: fitted.evaluations,
    options: { ...options },
    objective: fitted.objective,
    head: headManifest,
  };
}

/** Only who asks for a head by name is told that there can be none as an error. */
function wantedHead(name: string | undefined): HeadWish {
  if (name === undefined) return "where-possible";
  return checkOneOf("--head", name, ["mlp", "none"] as const) === "mlp" ? "required" : "none";
}
