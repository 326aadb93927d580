import { scanBatch } from "./batch-scan.ts";
import { scanBest } from "./best-scan.ts";
import { createWasmItemIndex, type ItemIndex, type ItemIndexOptions } from "./wasm-item-index.ts";

export type {
  BatchExclusions,
  FoldInEquations,
  ItemFactors,
  ItemIndex,
  ItemIndexOptions,
  ScanOptions,
} from "./wasm-item-index.ts";

/** Copies item factors into kernel memory. Throws RangeError when a shape is wrong, KernelError `memory-limit`. */
export function createItemIndex(module: WebAssembly.Module, options: ItemIndexOptions): ItemIndex {
  return createWasmItemIndex(module, options, { scanBatch, scanBest });
}
