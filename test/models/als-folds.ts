import { kernelModule } from "../../src/kernels/module.node.ts";
import { gram, type Matrix } from "../../src/kernels/reference/matrix.ts";
import { implicitAls, implicitAlsOptions, manifestOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import { createRetrieval } from "../../src/models/retrieval/create-retrieval.ts";
import type { Retrieval } from "../../src/models/retrieval/retrieval.ts";
import { servedModel } from "../../src/models/served.ts";
import type { ServedModel } from "../../src/models/served-model.ts";
import { factorsState, GRAM, joinStates, matrixState } from "../../src/models/state.ts";

/** Item factors that were found elsewhere, as an artefact of implicit-als serves them. */
export interface FoldingModel {
  readonly served: ServedModel;
  readonly retrieval: Retrieval;
  /** The factors of a user with these values of items, ascending by item. */
  fold(items: readonly number[], values: readonly number[]): Float32Array;
}

/** By options as a manifest has them, `factors` among them. */
export async function foldingModel(
  given: Readonly<Record<string, unknown>>,
  factors: Matrix & { readonly values: Float32Array },
): Promise<FoldingModel> {
  const { rowCount, columnCount, values } = factors;
  const options = implicitAlsOptions({ ...given, factors: columnCount });
  const products = Float32Array.from(gram(factors), (value) => options.unobservedWeight * value);
  const state = joinStates(
    factorsState({ precision: "f32", values }, columnCount),
    matrixState(GRAM, products, columnCount),
  );
  const context = {
    popularity: new Float32Array(rowCount).fill(1),
    explicit: false,
    kernelModule: await kernelModule(),
  };
  const served = restoreModel(servedModel, implicitAls.name, manifestOptions(options), state, context);
  const retrieval = createRetrieval(served, context);
  if (!retrieval?.vectors) throw new TypeError("expected a model that folds in");
  const { vectors } = retrieval;
  return {
    served,
    retrieval,
    fold: (items, given) => {
      const weights = served.weigh?.(Float32Array.from(given)) ?? Float32Array.from(given);
      return vectors.userFactors(Uint32Array.from(items), weights);
    },
  };
}

/** ‖found − exact‖ / ‖exact‖ */
export function relativeError(found: ArrayLike<number>, exact: ArrayLike<number>): number {
  const rest = Array.from(exact, (value, at) => found[at]! - value);
  return Math.hypot(...rest) / Math.hypot(...Array.from(exact));
}
