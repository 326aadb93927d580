import { checkLength } from "../check.ts";
import { instantiateKernels } from "./instantiate.ts";
import type { ItemFactors } from "./item-index.ts";
import { createLayout, f32Stride, int8Stride, MAXIMUM_PAGES, reserve } from "./layout.ts";

/** int8 factors with the Gram matrix of the dequantised rows: YᵀY of scale · values. */
export interface QuantisedFactors {
  readonly factors: Extract<ItemFactors, { precision: "int8" }>;
  /** f32[factorCount × factorCount] */
  readonly gram: Float32Array;
}

/**
 * Quantises factors f32[itemCount × factorCount] by rows to int8 (assembly/quantise.ts). Fold-in needs the Gram matrix
 * of the quantised rows, not of the originals, as it solves the equations of the stored factors. Throws KernelError
 * `memory-limit`.
 */
export function quantiseFactors(
  module: WebAssembly.Module,
  values: Float32Array,
  factorCount: number,
): QuantisedFactors {
  const itemCount = Math.floor(values.length / factorCount);
  checkLength("values", values.length, itemCount * factorCount);
  const [stride, narrow] = [f32Stride(factorCount), int8Stride(factorCount)];
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES });
  const kernels = instantiateKernels(module, memory);
  const layout = createLayout(kernels.heapBase() >>> 0);
  const rowsPtr = layout.region(itemCount * stride * 4);
  const int8Ptr = layout.region(itemCount * narrow);
  const scalesPtr = layout.region(itemCount * 4);
  const gramPtr = layout.region(stride * stride * 4);
  reserve(memory, layout.end);

  const rows = new Float32Array(memory.buffer, rowsPtr, itemCount * stride);
  for (let item = 0; item < itemCount; item++) {
    rows.set(values.subarray(item * factorCount, (item + 1) * factorCount), item * stride);
  }
  kernels.quantiseRows(rowsPtr, itemCount, stride, int8Ptr, narrow, scalesPtr);
  const padded = new Int8Array(memory.buffer, int8Ptr, itemCount * narrow);
  const scales = new Float32Array(memory.buffer, scalesPtr, itemCount).slice();
  const quantised = new Int8Array(itemCount * factorCount);
  for (let item = 0; item < itemCount; item++) {
    const own = padded.subarray(item * narrow, item * narrow + factorCount);
    quantised.set(own, item * factorCount);
    for (let factor = 0; factor < factorCount; factor++) rows[item * stride + factor] = own[factor]! * scales[item]!;
  }
  kernels.gram(rowsPtr, itemCount, stride, gramPtr);
  const gram = new Float32Array(factorCount * factorCount);
  for (let row = 0; row < factorCount; row++) {
    gram.set(new Float32Array(memory.buffer, gramPtr + row * stride * 4, factorCount), row * factorCount);
  }
  return { factors: { precision: "int8", values: quantised, scales }, gram };
}
