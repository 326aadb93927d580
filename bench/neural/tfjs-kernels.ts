import {
  type DataId,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from "@tensorflow/tfjs-core";

/** The WASM backend of tfjs, as far as kernels of our own need it. */
interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: "float32"): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array;
  disposeData(dataId: DataId): boolean;
}

/** The gradient of a look-up, which the WASM backend lacks: without it no embedding trains. */
export function addSegmentSums(): void {
  if (getKernel("UnsortedSegmentSum", "wasm") !== undefined) return;
  registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc({ inputs, attrs, backend }) {
      const { typedArrayFromHeap, makeOutput } = bound(backend);
      const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
      const count = Number((attrs as { numSegments?: number } | undefined)?.numSegments);
      const out = makeOutput([count, ...x.shape.slice(segmentIds.shape.length)], "float32");
      const [values, ids, sums] = [typedArrayFromHeap(x), typedArrayFromHeap(segmentIds), typedArrayFromHeap(out)];
      sums.fill(0);
      const width = values.length / ids.length;
      for (let row = 0; row < ids.length; row++) {
        const [from, to] = [row * width, ids[row]! * width];
        for (let column = 0; column < width; column++) sums[to + column]! += values[from + column]!;
      }
      return out;
    },
  });
}

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
      if (left !== a) bound(backend).disposeData(left.dataId);
      if (right !== b) bound(backend).disposeData(right.dataId);
      return out;
    },
  });
}

function kernelOf(name: string): KernelFunc {
  const found = getKernel(name, "wasm");
  if (found === undefined) throw new Error(`tfjs: expected a kernel ${name} of its WASM backend, found none`);
  return found.kernelFunc;
}

function bound(given: unknown): Pick<WasmBackend, "makeOutput" | "typedArrayFromHeap" | "disposeData"> {
  const backend = given as WasmBackend;
  return {
    makeOutput: (shape, dtype) => backend.makeOutput(shape, dtype),
    typedArrayFromHeap: (tensor) => backend.typedArrayFromHeap(tensor),
    disposeData: (id) => backend.disposeData(id),
  };
}
