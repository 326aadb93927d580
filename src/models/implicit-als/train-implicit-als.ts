import { show } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import type { Interactions } from "../../data/interactions.ts";
import { DataError, OptionsError } from "../../errors.ts";
import { createLayout } from "../../kernels/layout.ts";
import { platform } from "../../platform.ts";
import type { TrainingContext } from "../../training/context.ts";
import { sweepsMemory } from "../../training/factor-sweeps-memory.ts";
import { FACTORS, factorsState, GRAM, joinStates, matrixState, readState } from "../state.ts";
import { type Fitted, trainable } from "../train-model.ts";
import {
  type ImplicitAlsOptions,
  implicitAls,
  implicitAlsOptions,
  manifestOptions,
  observedWeight,
  withUnobservedWeight,
} from "./implicit-als.ts";
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
  settle: (given, { interactions, matrix }) => {
    // Those of a manifest leave out what belongs to the other objective.
    const options = implicitAls.readOptions(given);
    refuseNonNegative(options.nonNegative);
    if (options.objective === "ials") return withUnobservedWeight(options, matrix);
    checkConfidences(options, interactions);
    return options;
  },
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

/** Throws OptionsError `not-trained`: the constraint is on both sides of a factorisation, and the sweeps here have none. */
function refuseNonNegative(nonNegative: boolean): void {
  if (!nonNegative) return;
  throw new OptionsError(
    "not-trained",
    "implicit-als: nonNegative is for item factors that were found elsewhere, such as Spark's with nonnegative=True, and training finds none so; leave it out, or import them (nearedge import)",
  );
}

/** Throws DataError `bad-confidence` for the first interaction that objective=hkv has no confidence for. */
function checkConfidences(
  options: Parameters<typeof observedWeight>[0],
  { users, items, values, userIds, itemIds }: Interactions,
): void {
  let at = 0;
  try {
    for (; at < values.length; at++) observedWeight(options, values[at]!);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const row = `user ${show(userIds.idOf(users[at]!))}, item ${show(itemIds.idOf(items[at]!))}`;
    throw new DataError("bad-confidence", `implicit-als: ${row}: ${cause.message} or a higher confidence`, { cause });
  }
}

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
    options: manifestOptions(options),
    state: joinStates(
      factorsState({ precision: "f32", values: itemFactors }, options.factors),
      matrixState(GRAM, gram, options.factors),
    ),
    objective,
  };
}
