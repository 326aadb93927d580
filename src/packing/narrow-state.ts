import { quantiseFactors } from "../kernels/quantise.ts";
import { type ModelState, type StateTensor, scalesOf } from "../models/state.ts";

/** The state with its f32 matrices (two dimensions) in int8, one scale a row beside each; undefined where it has none. */
export function narrowState(module: WebAssembly.Module, state: ModelState): ModelState | undefined {
  const narrow = new Map<string, StateTensor>();
  for (const [name, tensor] of state) {
    const { shape, values } = tensor;
    const columnCount = shape[1];
    if (!(values instanceof Float32Array) || columnCount === undefined || shape.length > 2) {
      narrow.set(name, tensor);
      continue;
    }
    const { factors } = quantiseFactors(module, values, columnCount);
    narrow.set(name, { ...tensor, values: factors.values });
    narrow.set(scalesOf(name), { ...tensor, shape: [factors.scales.length], values: factors.scales });
  }
  return narrow.size > state.size ? narrow : undefined;
}
