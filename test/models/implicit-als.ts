import type { Csr } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { type FittedModel, fittedModel } from "../../src/models/fitted-model.ts";
import { implicitAls, implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import type { OptionValues } from "../../src/models/option-specs.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import { servedModel } from "../../src/models/served.ts";
import { factorsState, GRAM, joinStates, type ModelState, stateOf } from "../../src/models/state.ts";
import { packState } from "../../src/packing/pack-state.ts";
import { splitState } from "../../src/packing/split-state.ts";
import type { Fitted } from "./contract.ts";
import { trainOn } from "./train.ts";

type Given = Readonly<Record<string, unknown>>;

const SMALL = { factors: 10, epochs: 12, unobservedWeight: 0.1, regularization: 0.02 };

export async function fitImplicitAls(interactions: Csr, given: Given, seed: number): Promise<Fitted> {
  const options = { ...SMALL, ...given, ...(given.objective === "hkv" ? { unobservedWeight: "auto" } : {}) };
  const model = await trainOn(trainImplicitAls, interactions, { options, seed, feedback: "implicit" });
  return stored(model, model.fitted.state);
}

/** The same model with rows of one byte a factor and a scale a row. */
export async function fitInt8ImplicitAls(interactions: Csr, seed: number): Promise<Fitted> {
  const training = { options: SMALL, seed, feedback: "implicit" } as const;
  const { fitted } = await trainOn(trainImplicitAls, interactions, training);
  const plan = { precision: "int8", cuts: [] } as const;
  const { state } = await packState(trainImplicitAls, fitted, plan, interactions.columnCount);
  return stored(await restoreImplicitAls(fitted.options, state, countInteractions(interactions)), state);
}

/** Every item has the same factors, so every user scores all items alike. */
export async function implicitAlsWithEqualItems(itemCount: number): Promise<FittedModel> {
  const row = [0.5, -0.25, 1];
  const gram = Float32Array.from(row.flatMap((a) => row.map((b) => 0.1 * itemCount * a * b)));
  const values = Float32Array.from({ length: itemCount * row.length }, (_, at) => row[at % row.length]!);
  const state = joinStates(factorsState({ precision: "f32", values }, 3), stateOf({ [GRAM]: gram }));
  const options = implicitAlsOptions({ factors: 3, unobservedWeight: 0.1 });
  return restoreImplicitAls(options, state, new Float32Array(itemCount).fill(2));
}

/** The model of a state, measurable. */
export async function restoreImplicitAls(
  options: OptionValues,
  state: ModelState,
  popularity: Float32Array,
): Promise<FittedModel> {
  const context = { popularity, explicit: false, kernelModule: await kernelModule() };
  const served = restoreModel(servedModel, implicitAls.name, options, state, context);
  return fittedModel({ kind: implicitAls.name, options, served }, context);
}

function stored(model: FittedModel, state: ModelState): Fitted {
  const { content, factorCount } = splitState(model.kind, state, model.itemCount);
  const { factors, gram } = content;
  if (!factors || !gram) throw new TypeError(`${model.kind}: expected factors and a Gram matrix`);
  return { model, stored: { factors, gram, count: factorCount } };
}
