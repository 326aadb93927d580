import type { Csr } from "../../src/data/csr.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainAlsFactors } from "../../src/models/implicit-als/train-als-factors.ts";
import { bpr } from "../../src/models/pairwise/bpr.ts";
import { trainBprFactors } from "../../src/models/pairwise/train-bpr-factors.ts";
import { trainWarpFactors } from "../../src/models/pairwise/train-warp-factors.ts";
import { warp } from "../../src/models/pairwise/warp.ts";
import type { FitTask } from "./fit-task.ts";

/** Factors whose products are scores: f32[users × width] and f32[items × width]. */
export interface FactorPair {
  readonly userFactors: Float32Array;
  readonly itemFactors: Float32Array;
}

/** Trains one of our models for rankings; `onEpoch` is called after each epoch. */
export async function trainFactors(
  { model, settings, seed, threads }: Pick<FitTask, "model" | "settings" | "seed" | "threads">,
  interactions: Csr,
  onEpoch: () => void,
): Promise<FactorPair> {
  const module = await threadedKernelModule();
  const control = { seed, threads, onEpoch };
  if (model === "implicit-als") {
    return trainAlsFactors(module, interactions, implicitAlsOptions(settings, interactions), control);
  }
  const { factorCount, userFactors, itemFactors } =
    model === "warp"
      ? await trainWarpFactors(module, interactions, warp.readOptions(settings), control)
      : await trainBprFactors(module, interactions, bpr.readOptions(settings), control);
  return { userFactors: withOnes(userFactors, factorCount), itemFactors };
}

/** A column of ones behind the factors: the bias of an item stands behind its own. */
export function withOnes(factors: Float32Array, width: number): Float32Array {
  const rowCount = factors.length / width;
  const wider = new Float32Array(rowCount * (width + 1)).fill(1);
  for (let row = 0; row < rowCount; row++) {
    wider.set(factors.subarray(row * width, (row + 1) * width), row * (width + 1));
  }
  return wider;
}
