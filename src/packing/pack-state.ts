import { OptionsError } from "../errors.ts";
import { quantiseFactors } from "../kernels/quantise.ts";
import type { OptionValues } from "../models/option-specs.ts";
import { FACTORS, factorsState, GRAM, joinStates, type ModelState, readState, stateOf } from "../models/state.ts";
import type { Fitted, Trainable } from "../models/train-model.ts";
import { platform } from "../platform.ts";
import { type CutSize, cutState } from "./cut-state.ts";
import { narrowState } from "./narrow-state.ts";

/** How a state is packed. */
export interface PackingPlan {
  readonly precision: "f32" | "int8";
  readonly cuts: readonly CutSize[];
}

/** A state as the artefact keeps it. */
export interface PackedState {
  readonly state: ModelState;
  /** Entries of cut matrices: what is left of how many; 0 where nothing was cut. */
  readonly kept: number;
  readonly whole: number;
}

/** Cuts and rounds a state as planned. Throws OptionsError `no-int8` for one without anything that int8 would make smaller. */
export async function packState(
  { model, packing }: Trainable,
  fitted: Fitted,
  { precision, cuts }: PackingPlan,
  itemCount: number,
  signal?: AbortSignal,
): Promise<PackedState> {
  const cut =
    cuts.length === 0
      ? { state: fitted.state, kept: 0, whole: 0 }
      : await cutState(model.name, fitted, cuts, itemCount, signal);
  if (precision === "f32") return cut;
  const module = await platform().kernels();
  const rounded = packing?.gramOfRounded
    ? roundFactors(module, fitted.options, cut.state, packing.gramOfRounded)
    : narrowState(module, cut.state);
  if (rounded) return { ...cut, state: rounded };
  throw new OptionsError(
    "no-int8",
    `${model.name}: it keeps no matrix that int8 would make smaller; leave precision=f32`,
  );
}

function roundFactors(
  module: WebAssembly.Module,
  options: OptionValues,
  state: ModelState,
  gramOf: (options: OptionValues, gram: Float32Array, state: ModelState) => Float32Array,
): ModelState {
  const [, factorCount = 0] = state.get(FACTORS)?.shape ?? [];
  const values = readState(FACTORS, state).f32(FACTORS);
  const { factors, gram } = quantiseFactors(module, values, factorCount);
  return joinStates(state, factorsState(factors, factorCount), stateOf({ [GRAM]: gramOf(options, gram, state) }));
}
