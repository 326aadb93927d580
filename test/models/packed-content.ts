import type { FittedModel } from "../../src/models/fitted-model.ts";
import { WEIGHTS } from "../../src/models/state.ts";
import type { Fitted } from "../../src/models/train-model.ts";
import { trainableModel } from "../../src/models/trainable.ts";
import { cutState } from "../../src/packing/cut-state.ts";
import { type StoredState, splitState } from "../../src/packing/split-state.ts";

/** What an artefact keeps of a trained model; of weights between items `keep` a row. */
export async function contentOf(
  { kind, itemCount, fitted }: Pick<FittedModel, "kind" | "itemCount"> & { readonly fitted: Fitted },
  keep: number,
): Promise<StoredState> {
  const ofMembers = { array: WEIGHTS, option: "keep", ofMembers: true } as const;
  const cuts = fitted.mixed ? [ofMembers] : (trainableModel(kind)?.packing?.cuts ?? []);
  const sized = cuts.map((cut) => ({ ...cut, keep }));
  const { state } = sized.length === 0 ? fitted : await cutState(kind, fitted, sized, itemCount);
  return splitState(kind, state, itemCount);
}
