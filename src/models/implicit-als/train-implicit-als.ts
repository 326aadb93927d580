import type { Csr } from "../../data/csr.ts";
import { createLayout } from "../../kernels/layout.ts";
import { platform } from "../../platform.ts";
import type { TrainingContext } from "../../training/context.ts";
import { sweepsMemory } from "../../training/factor-sweeps-memory.ts";
import { FACTORS, factorsState, GRAM, joinStates, matrixState, readState } from "../state.ts";
import { type Fitted, trainable } from "../train-model.ts";
import { type ImplicitAlsOptions, implicitAls, implicitAlsOptions, withUnobservedWeight } from "./implicit-als.ts";
import { trainAlsFactors } from "./train-als-factors.ts";
import { planAlsMemory } from "./train-als-memory.ts";

/** Sweeps of a fit that starts from the factors of another one. */
const REFIT_EPOCHS = 5;

/** Fits implicit-als. Throws what trainAlsFactors throws. */
export const trainImplicitAls = trainable(implicitAls, {
  memory: (options, shape, threads) => {
    const layout = createLayout(0);
    planAlsMemory(layout, { ...shape, longest: Math.max(shape.users, shape.items) }, options, threads);
    return sweepsMemory(layout, options.factors, shape);
  },
  settle: (options, { matrix }) => withUnobservedWeight(options, matrix),
  packing: {
    gramOfRounded: (options, gram) => {
      const { unobservedWeight } = implicitAlsOptions(options);
      return gram.map((value) => unobservedWeight * value);
    },
  },
  fit: ({ matrix }, options, context) => fitFactors(matrix, withUnobservedWeight(options, matrix), context),
  refit: ({ matrix }, options, context, { state }) => {
    const settled = withUnobservedWeight(options, matrix);
    const start = { factors: readState(implicitAls.name, state).f32(FACTORS), epochs: REFIT_EPOCHS };
    return fitFactors(matrix, settled, context, start);
  },
});

/** Item factors that a fit starts from, and the sweeps that it makes at most. */
interface Start {
  readonly factors: Float32Array;
  readonly epochs: number;
}

async function fitFactors(
  matrix: Csr,
  options: ImplicitAlsOptions,
  { seed, threads, signal, onEpoch }: TrainingContext,
  start?: Start,
): Promise<Fitted> {
  const epochs = Math.min(start?.epochs ?? options.epochs, options.epochs);
  const { itemFactors, gram, objective } = await trainAlsFactors(
    await platform().trainingKernels(),
    matrix,
    { ...options, epochs },
    { seed, threads, signal, onEpoch },
    start?.factors,
  );
  return {
    options,
    state: joinStates(
      factorsState({ precision: "f32", values: itemFactors }, options.factors),
      matrixState(GRAM, gram, options.factors),
    ),
    objective,
  };
}
