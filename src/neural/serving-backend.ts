import {
  type BackendValues,
  type DataId,
  type DataType,
  KernelBackend,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";
import type { EmscriptenModule } from "./backend.ts";

/** A tensor in the heap of the binary. Kernels of tfjs read `id` and `shape`. */
interface StoredTensor {
  /** What the binary knows the tensor by; 0 stands for none. */
  readonly id: number;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly bytes: number;
  references: number;
}

/** The part of the Emscripten module that owns its heap. */
export type HeapModule = EmscriptenModule & {
  /** Another array after the heap has grown: not to be kept across an allocation. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  _malloc(bytes: number): number;
  _free(offset: number): void;
};

/**
 * Tensors of the WASM binary, as far as a head that serves needs them: f32 only, on one thread, written, computed on, read
 * and disposed of. tfjs's own backend does that too, but brings its threads along: 36 KB that no edge can run, and that
 * bundlers keep. Answers have the same bits, because the binary is the same.
 */
export class ServingBackend extends KernelBackend {
  /** The Emscripten module, under the name by which kernels look for it. */
  readonly wasm: HeapModule;
  /** Tensors by their key, under the name by which kernels look for them. */
  readonly dataIdMap = new Map<DataId, StoredTensor>();
  readonly #register: (id: number, size: number, offset: number) => void;
  readonly #unregister: (id: number) => void;
  readonly #unregisterAll: () => void;
  #lastId = 0;

  constructor(wasm: HeapModule) {
    super();
    this.wasm = wasm;
    this.#register = wasm.cwrap("register_tensor", null, ["number", "number", "number"]);
    this.#unregister = wasm.cwrap("dispose_data", null, ["number"]);
    this.#unregisterAll = wasm.cwrap("dispose", null, []);
    wasm.cwrap("init_with_threads_count", null, ["number"])(1);
  }

  /** Stores a copy of `values`. Throws Error for values that are no f32, of which no head has any. */
  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    if (!(values instanceof Float32Array)) throw new Error(`expected a Float32Array, got values of type ${dtype}`);
    const { dataId, offset } = this.#allocate(shape, dtype);
    this.wasm.HEAPU8.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    return dataId;
  }

  /** Makes the tensor that a kernel writes into; its values are undefined. */
  makeOutput(shape: number[], dtype: DataType): TensorInfo {
    return { dataId: this.#allocate(shape, dtype).dataId, shape, dtype };
  }

  /** A copy of the values: the heap may grow or be given to another tensor at any time. */
  override readSync(dataId: DataId): Float32Array {
    const { offset, bytes } = this.#find(dataId);
    return new Float32Array(this.wasm.HEAPU8.slice(offset, offset + bytes).buffer);
  }

  override async read(dataId: DataId): Promise<Float32Array> {
    return this.readSync(dataId);
  }

  /** Gives up one reference, or all of them by `force`; answers whether the memory has been given back. */
  override disposeData(dataId: DataId, force = false): boolean {
    const tensor = this.dataIdMap.get(dataId);
    if (tensor === undefined) return true;
    tensor.references -= 1;
    if (tensor.references > 0 && !force) return false;
    this.#unregister(tensor.id);
    this.wasm._free(tensor.offset);
    this.dataIdMap.delete(dataId);
    return true;
  }

  override incRef(dataId: DataId): void {
    this.#find(dataId).references += 1;
  }

  override refCount(dataId: DataId): number {
    return this.dataIdMap.get(dataId)?.references ?? 0;
  }

  override numDataIds(): number {
    return this.dataIdMap.size;
  }

  /** tfjs adds its own counts to this. */
  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {
    this.#unregisterAll();
    this.dataIdMap.clear();
  }

  #allocate(shape: number[], dtype: DataType): { dataId: DataId; offset: number } {
    if (dtype !== "float32") throw new Error(`expected a tensor of type float32, got ${dtype}`);
    const size = util.sizeFromShape(shape);
    const bytes = 4 * size;
    // Addresses from 2 GiB on come back as negative numbers.
    const offset = this.wasm._malloc(bytes) >>> 0;
    if (offset === 0) throw new Error(`expected room for a tensor of ${bytes} bytes, but the heap is full`);
    const id = ++this.#lastId;
    const dataId = { id };
    this.dataIdMap.set(dataId, { id, shape, offset, bytes, references: 1 });
    this.#register(id, size, offset);
    return { dataId, offset };
  }

  #find(dataId: DataId): StoredTensor {
    const tensor = this.dataIdMap.get(dataId);
    if (tensor === undefined) throw new Error("expected a tensor of this backend, got one that was disposed of");
    return tensor;
  }
}
