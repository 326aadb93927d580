import { ArtefactError } from "../../errors.ts";
import type { RestoreContext } from "../../models/define-model.ts";
import type { OptionValues } from "../../models/option-specs.ts";
import { servedModel } from "../../models/served.ts";
import type { ServedModel } from "../../models/served-model.ts";
import { type ModelState, readState, type StateReader } from "../../models/state.ts";

/** What is known where a model is restored without its rows. */
export interface StoredModel {
  readonly kind: string;
  readonly options: OptionValues;
  /** Everything but the matrix and its scales. */
  readonly state: ModelState;
}

/**
 * Restores a model that retrieves by factors without its rows, which are on disk: how it weighs histories and folds them in is
 * its own code, by an index that has the rows. Throws what the model throws.
 */
export function restoreStored(
  { kind, options, state }: StoredModel,
  surroundings: Pick<RestoreContext, "popularity" | "explicit" | "kernelModule">,
): ServedModel {
  const model = servedModel(kind);
  const refuse = (): never => {
    throw new ArtefactError("unknown-model", `${kind}: expected a model of item factors that can be imported`);
  };
  if (!model) return refuse();
  const reader = readState(kind, state);
  const withoutRows: StateReader = {
    ...reader,
    factors: () => ({ precision: "f32", values: new Float32Array(0) }),
  };
  const served = model.restore(options, withoutRows, {
    ...surroundings,
    itemCount: surroundings.popularity.length,
    restoreMember: refuse,
    retrievalOf: refuse,
  });
  reader.finish();
  return served.retrieve.by === "factors" ? served : refuse();
}
