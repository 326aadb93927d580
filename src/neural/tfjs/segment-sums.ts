import { type DataId, getKernel, type KernelBackend, registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";

/** The WASM backend of tfjs, as far as kernels of our own need it. */
export interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: "float32"): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array;
  disposeData(dataId: DataId): boolean;
}

/**
 * Registers the gradient of a look-up, which the WASM backend lacks: without it no embedding trains.
 *
 *   out[s, :] = Σ_(r: ids[r] = s) x[r, :]
 */
export function addSegmentSums(): void {
  if (getKernel("UnsortedSegmentSum", "wasm") !== undefined) return;
  registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc({ inputs, attrs, backend }) {
      const wasm = backend as WasmBackend;
      const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
      const count = Number((attrs as { numSegments?: number } | undefined)?.numSegments);
      const out = wasm.makeOutput([count, ...x.shape.slice(segmentIds.shape.length)], "float32");
      const [values, ids, sums] = [x, segmentIds, out].map((tensor) => wasm.typedArrayFromHeap(tensor));
      sums!.fill(0);
      const width = values!.length / ids!.length;
      for (let row = 0; row < ids!.length; row++) {
        const [from, to] = [row * width, ids![row]! * width];
        for (let column = 0; column < width; column++) sums![to + column]! += values![from + column]!;
      }
      return out;
    },
  });
}
