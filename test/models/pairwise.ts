import type { Csr } from "../../src/data/csr.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import { pairwiseAsInt8 } from "../../src/models/int8-factors.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { bprOptions } from "../../src/models/pairwise/bpr.ts";
import {
  BIAS_BARRIER,
  createPairwiseModel,
  isPairwiseModel,
  type PairwiseModel,
} from "../../src/models/pairwise/pairwise-factors.ts";
import { fitBpr, fitWarp, type PairwiseFeatures } from "../../src/models/pairwise/train-pairwise.ts";
import { warpOptions } from "../../src/models/pairwise/warp.ts";
import type { Fitted } from "./contract.ts";

/** What an artefact keeps of a model of pairs. */
function stored(model: PairwiseModel): Fitted {
  return { model, stored: { factors: model.itemFactors, gram: model.gram, count: model.factorCount } };
}

async function modules() {
  return { serving: await kernelModule(), training: await threadedKernelModule() };
}

export async function fitSmallBpr(
  interactions: Csr,
  given: Readonly<Record<string, unknown>>,
  seed: number,
): Promise<Fitted> {
  const options = bprOptions({ factors: 10, epochs: 60, ...given });
  return stored(await fitBpr(await modules(), interactions, options, { seed, threads: 1 }));
}

export async function fitSmallWarp(
  interactions: Csr,
  given: Readonly<Record<string, unknown>>,
  seed: number,
  features: PairwiseFeatures = {},
): Promise<Fitted> {
  const options = warpOptions({ factors: 10, epochs: 40, ...given });
  return stored(await fitWarp(await modules(), interactions, options, { seed, threads: 1 }, features));
}

/** The same model with rows of one byte a factor and a scale a row. */
export async function asInt8({ model }: Fitted): Promise<Fitted> {
  if (!isPairwiseModel(model)) throw new Error("expected a model of pairs");
  return stored(pairwiseAsInt8(await kernelModule(), model));
}

/** Every item has the same factors and bias, so every user scores all items alike. */
export async function pairwiseWithEqualItems(itemCount: number): Promise<RankingModel> {
  const row = [0.5, -0.25, 1, 0.125];
  const gram = Float32Array.from(row.flatMap((a, r) => row.map((b, c) => (r < 3 && c < 3 ? a * b : 0))));
  gram[15] = BIAS_BARRIER;
  return createPairwiseModel(await kernelModule(), {
    kind: "bpr",
    options: {},
    constants: { foldInWeight: 0.5, foldInRegularization: 0.1, biasLane: 1 },
    itemFactors: {
      precision: "f32",
      values: Float32Array.from({ length: 4 * itemCount }, (_, at) => row[at % 4]!),
    },
    gram,
    popularity: new Float32Array(itemCount).fill(2),
  });
}
