import type { Csr } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { bpr } from "../../src/models/pairwise/bpr.ts";
import { BIAS_BARRIER } from "../../src/models/pairwise/pairwise-factors.ts";
import { trainBpr } from "../../src/models/pairwise/train-bpr.ts";
import { trainWarp } from "../../src/models/pairwise/train-warp.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import { servedModel } from "../../src/models/served.ts";
import { factorsState, GRAM, joinStates, type ModelState, stateOf } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { packState } from "../../src/packing/pack-state.ts";
import { splitState } from "../../src/packing/split-state.ts";
import type { Fitted } from "./contract.ts";
import { dataOf, trainOn } from "./train.ts";

type Given = Readonly<Record<string, unknown>>;

/** A fitted model of pairs with what an artefact keeps of its state. */
function stored(model: RankingModel, state: ModelState): Fitted {
  const { content, factorCount } = splitState(model.kind, state, model.itemCount);
  const { factors, gram } = content;
  if (!factors || !gram) throw new TypeError(`${model.kind}: expected factors and a Gram matrix`);
  return { model, stored: { factors, gram, count: factorCount } };
}

export async function fitSmall(trainer: Trainable, interactions: Csr, options: Given, seed: number): Promise<Fitted> {
  const model = await trainOn(trainer, interactions, { options, seed, feedback: "implicit" });
  return stored(model, model.fitted.state);
}

export function fitSmallBpr(interactions: Csr, given: Given, seed: number): Promise<Fitted> {
  return fitSmall(trainBpr, interactions, { factors: 10, epochs: 60, ...given }, seed);
}

export function fitSmallWarp(interactions: Csr, given: Given, seed: number): Promise<Fitted> {
  return fitSmall(trainWarp, interactions, { factors: 10, epochs: 40, ...given }, seed);
}

/** The same models with rows of one byte a factor and a scale a row. */
async function fitSmallInt8(trainer: Trainable, interactions: Csr, options: Given, seed: number): Promise<Fitted> {
  const { fitted } = await trainOn(trainer, interactions, { options, seed, feedback: "implicit" });
  const plan = { precision: "int8", cuts: [] } as const;
  const { state } = await packState(trainer, fitted, plan, interactions.columnCount);
  const { options: settled } = fitted;
  return stored(await restoreTrained(trainer, { options: settled, state }, dataOf(interactions, "implicit")), state);
}

export function fitInt8Bpr(interactions: Csr, seed: number): Promise<Fitted> {
  return fitSmallInt8(trainBpr, interactions, { factors: 10, epochs: 60 }, seed);
}

export function fitInt8Warp(interactions: Csr, seed: number): Promise<Fitted> {
  return fitSmallInt8(trainWarp, interactions, { factors: 10, epochs: 40 }, seed);
}

/** Every item has the same factors and bias, so every user scores all items alike. */
export async function pairwiseWithEqualItems(itemCount: number): Promise<RankingModel> {
  const row = [0.5, -0.25, 1, 0.125];
  const gram = Float32Array.from(row.flatMap((a, r) => row.map((b, c) => (r < 3 && c < 3 ? a * b : 0))));
  gram[15] = BIAS_BARRIER;
  const values = Float32Array.from({ length: 4 * itemCount }, (_, at) => row[at % 4]!);
  const state = joinStates(factorsState({ precision: "f32", values }, 4), stateOf({ [GRAM]: gram }));
  const constants = { foldInWeight: 0.5, foldInRegularization: 0.1, biasLane: 1 };
  const options = { ...bpr.readOptions({ factors: 3 }), ...constants };
  const popularity = new Float32Array(itemCount).fill(2);
  const context = { popularity, explicit: false, kernelModule: await kernelModule() };
  const served = restoreModel(servedModel, bpr.name, options, state, context);
  return fittedModel({ kind: bpr.name, options, served }, context);
}
