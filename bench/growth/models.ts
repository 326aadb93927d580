import type { Csr } from "../../src/data/csr.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { biasedMf } from "../../src/models/gradient-descent/biased-mf.ts";
import { trainSgd } from "../../src/models/gradient-descent/train-sgd.ts";
import { implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainAlsFactors } from "../../src/models/implicit-als/train-als-factors.ts";
import { gfCf } from "../../src/models/item-weights/gf-cf.ts";
import { trainGfCf } from "../../src/models/item-weights/train-gf-cf.ts";
import { itemKnn } from "../../src/models/neighbourhoods/item-knn.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { bpr } from "../../src/models/pairwise/bpr.ts";
import { trainBprFactors } from "../../src/models/pairwise/train-bpr-factors.ts";
import { trainModel } from "../../src/models/train-model.ts";
import type { TrainingContext } from "../../src/training/context.ts";
import { dataOf } from "../train/data-of.ts";

/** A model whose growth is measured. */
export interface GrowingModel {
  readonly name: string;
  /** What one time is of, and the settings that matter to it. */
  readonly unit: "an epoch" | "a fit";
  readonly settings: string;
  /** Threads that it makes use of, at most. */
  readonly mostThreads: number;
  fit(interactions: Csr, control: TrainingContext): Promise<unknown>;
}

/** The first has preparations in it and is left out. */
const EPOCHS = 3;
const ANY_NUMBER = Number.POSITIVE_INFINITY;

export const GROWING_MODELS: readonly GrowingModel[] = [
  {
    name: "implicit-als",
    unit: "an epoch",
    settings: "solver=cg, 3 steps, 64 factors",
    mostThreads: ANY_NUMBER,
    fit: async (interactions, control) => {
      const options = implicitAlsOptions({ factors: 64, solver: "cg", cgSteps: 3, epochs: EPOCHS }, interactions);
      return trainAlsFactors(await threadedKernelModule(), interactions, options, control);
    },
  },
  {
    name: "bpr",
    unit: "an epoch",
    settings: "64 factors",
    mostThreads: 1,
    fit: async (interactions, control) =>
      trainBprFactors(
        await threadedKernelModule(),
        interactions,
        bpr.readOptions({ factors: 64, epochs: EPOCHS }),
        control,
      ),
  },
  {
    name: "biased-mf",
    unit: "an epoch",
    settings: "SGD, 64 factors",
    mostThreads: ANY_NUMBER,
    fit: async (interactions, control) =>
      trainSgd(
        await threadedKernelModule(),
        interactions,
        biasedMf.readOptions({ factors: 64, epochs: EPOCHS }),
        control,
      ),
  },
  {
    name: "item-knn",
    unit: "a fit",
    settings: "cosine, 100 neighbours",
    mostThreads: ANY_NUMBER,
    fit: (interactions, control) =>
      trainModel(
        trainItemKnn,
        dataOf(interactions, "implicit"),
        itemKnn.readOptions({ similarity: "cosine", neighbours: 100 }),
        control,
      ),
  },
  {
    name: "gf-cf",
    unit: "a fit",
    settings: "truncated SVD, 64 factors",
    mostThreads: ANY_NUMBER,
    fit: (interactions, control) =>
      trainModel(trainGfCf, dataOf(interactions, "implicit"), gfCf.readOptions({ factors: 64 }), control),
  },
];

export function modelOf(name: string): GrowingModel {
  const model = GROWING_MODELS.find((one) => one.name === name);
  if (model === undefined) throw new Error(`expected a model whose growth is measured, got ${name}`);
  return model;
}
