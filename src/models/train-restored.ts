import { platform } from "../platform.ts";
import type { TrainingContext } from "../training/context.ts";
import { type FittedModel, fittedModel } from "./fitted-model.ts";
import { countInteractions } from "./item-counts.ts";
import type { OptionValues } from "./option-specs.ts";
import { restoreModel } from "./restore-model.ts";
import { servedModel } from "./served.ts";
import type { ServedModel } from "./served-model.ts";
import type { ModelState, Savable } from "./state.ts";
import { type Fitted, type Trainable, type TrainingData, trainModel } from "./train-model.ts";

/** What is restored: options and state of a training, or a state that was cut or rounded since. */
export interface Restorable {
  readonly options: OptionValues;
  readonly state: ModelState;
  readonly overlay?: Partial<ServedModel> | undefined;
  readonly unkept?: ServedModel | undefined;
}

/** A trained model as it answers, measurable, with what training found. */
export interface TrainedModel extends FittedModel, Savable {
  readonly fitted: Fitted;
}

/** Trains a model and restores it: what is measured is what its state gives, with the overlay of its training. */
export async function fitModel(
  trainer: Trainable,
  data: TrainingData,
  options: OptionValues,
  context: TrainingContext,
): Promise<TrainedModel> {
  const fitted = await trainModel(trainer, data, options, context);
  return { ...(await restoreTrained(trainer, fitted, data)), fitted, state: () => fitted.state };
}

/** The model of a state beside the data that it was trained on. */
export async function restoreTrained(
  trainer: Pick<Trainable, "model">,
  restorable: Restorable,
  data: Pick<TrainingData, "matrix" | "interactions">,
): Promise<FittedModel> {
  return restoreTrainedWith(await platform().kernels(), trainer, restorable, data);
}

/** The same with the serving build of the kernels at hand. */
export function restoreTrainedWith(
  kernels: WebAssembly.Module,
  { model }: Pick<Trainable, "model">,
  { options, state, overlay, unkept }: Restorable,
  { matrix, interactions }: Pick<TrainingData, "matrix" | "interactions">,
): FittedModel {
  const surroundings = {
    popularity: countInteractions(matrix),
    explicit: interactions.feedback === "explicit",
    histories: matrix,
    kernelModule: kernels,
  };
  const served = unkept ?? {
    ...restoreModel(servedModel, model.name, options, state, surroundings),
    ...overlay,
  };
  return fittedModel({ kind: model.name, options, served }, surroundings);
}
