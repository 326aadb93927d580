import { choice, integer, type OptionSpec, type OptionValues } from "../models/option-specs.ts";
import type { ModelState } from "../models/state.ts";
import type { Trainable } from "../models/train-model.ts";
import type { CutSize } from "./cut-state.ts";
import type { PackingPlan } from "./pack-state.ts";

/** Entries of each row that are packed unless `keep` says otherwise. */
export const DEFAULT_KEEP = 200;

const PRECISION = choice(["f32", "int8"], "f32");
const KEEP: OptionSpec<number> = integer(1, 0x7fff_ffff, DEFAULT_KEEP);

/** Options of a request, divided into those of the model and how its state is packed. */
export interface DividedOptions {
  readonly own: OptionValues;
  readonly plan: PackingPlan;
}

/** Takes what belongs to the artefact from the options of a model. Throws RangeError or TypeError for a bad value. */
export function divideOptions({ model, packing = {} }: Trainable, given: OptionValues): DividedOptions {
  const own: Record<string, OptionValues[string]> = { ...given };
  const take = (name: string): OptionValues[string] | undefined => {
    const value = own[name];
    delete own[name];
    return value;
  };
  const rounds = packing.gramOfRounded !== undefined || packing.narrows === true;
  const precision = rounds ? PRECISION.check("precision", take("precision") ?? PRECISION.default) : PRECISION.default;
  const { cuts: named = [] } = packing;
  const keep = KEEP.check("keep", (named.length > 0 ? take("keep") : undefined) ?? KEEP.default);
  const cuts = named.map((cut) => {
    return { ...cut, keep: cut.option === "keep" ? keep : KEEP.check(cut.option, take(cut.option) ?? keep) };
  });
  for (const { option, keep: size, limitsFit } of cuts) {
    if (limitsFit) own[option] = Math.max(size, Number(model.options[option]?.default));
  }
  return { own, plan: { precision, cuts } };
}

/** Options of the cuts of a state as the manifest has them among those of the model. */
export function packedOptions(cuts: readonly CutSize[], state: ModelState): OptionValues {
  const made = cuts.filter(({ array, ofMembers }) => ofMembers === true || state.has(`${array}.offsets`));
  return Object.fromEntries(made.map(({ option, keep }) => [option, keep]));
}
