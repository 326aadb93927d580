import { getKernel, type KernelFunc, registerKernel, type TensorInfo, unregisterKernel } from "@tensorflow/tfjs-core";
import type { WasmBackend } from "../../src/neural/tfjs/segment-sums.ts";

/**
 * Has products transpose their operands first: the backend runs one with a transposed operand at a tenth of the speed that it
 * reaches with plain ones.
 */
export function transposeFirst(): void {
  const [product, transpose] = [kernelOf("BatchMatMul"), kernelOf("Transpose")];
  unregisterKernel("BatchMatMul", "wasm");
  registerKernel({
    kernelName: "BatchMatMul",
    backendName: "wasm",
    kernelFunc({ inputs, attrs, backend }) {
      const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean };
      const plain = (x: TensorInfo, isTransposed: boolean): TensorInfo => {
        if (!isTransposed) return x;
        const perm = x.shape.map((_, at) => at);
        [perm[perm.length - 2], perm[perm.length - 1]] = [perm.length - 1, perm.length - 2];
        return transpose({ inputs: { x }, attrs: { perm }, backend }) as TensorInfo;
      };
      const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
      const [left, right] = [plain(a, transposeA), plain(b, transposeB)];
      const out = product({
        inputs: { a: left, b: right },
        attrs: { transposeA: false, transposeB: false },
        backend,
      });
      if (left !== a) (backend as WasmBackend).disposeData(left.dataId);
      if (right !== b) (backend as WasmBackend).disposeData(right.dataId);
      return out;
    },
  });
}

function kernelOf(name: string): KernelFunc {
  const found = getKernel(name, "wasm");
  if (found === undefined) throw new Error(`tfjs: expected a kernel ${name} of its WASM backend, found none`);
  return found.kernelFunc;
}
