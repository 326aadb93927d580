import type { BackendValues, DataId, DataType, KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import type { EmscriptenModule, TensorBackend } from "./backend.ts";

/** Not the name of tfjs's own backend: a page that uses that one too has its kernels under it. */
const BACKEND_NAME = "nearedge";

/** How the binary's functions take a tensor with its shape: id, shape, rank. */
const TENSOR = ["number", "array", "number"] as const;

/** A tensor in the heap of the binary. */
interface StoredTensor {
  /** What the binary knows the tensor by; 0 stands for none. */
  readonly id: number;
  readonly offset: number;
  readonly bytes: number;
  references: number;
}

/**
 * Tensors of the WASM binary, as far as a head that serves needs them: f32 only, on one thread, written, multiplied, read
 * and disposed of. tfjs's own backend does that too, but brings its threads along: 36 KB that no edge can run, and that
 * bundlers keep. Answers have the same bits, because the binary is the same.
 */
export class ServingBackend implements TensorBackend {
  readonly #wasm: EmscriptenModule;
  readonly #tensors = new Map<DataId, StoredTensor>();
  readonly #register: (id: number, size: number, offset: number) => void;
  readonly #unregister: (id: number) => void;
  readonly #unregisterAll: () => void;
  readonly #fusedMatMul: ReturnType<EmscriptenModule["cwrap"]>;
  #lastId = 0;

  constructor(wasm: EmscriptenModule) {
    this.#wasm = wasm;
    this.#register = wasm.cwrap("register_tensor", null, ["number", "number", "number"]);
    this.#unregister = wasm.cwrap("dispose_data", null, ["number"]);
    this.#unregisterAll = wasm.cwrap("dispose", null, []);
    this.#fusedMatMul = wasm.cwrap("_FusedMatMul", null, [
      ...TENSOR, // a
      ...TENSOR, // b
      "number", // whether to transpose a
      "number", // whether to transpose b
      "number", // activation: 0 is linear, 1 is ReLU
      "number", // id of the bias
      "number", // id of the weights of PReLU
      "number", // slope of leaky ReLU
      "number", // id of the result
    ]);
    wasm.cwrap("init_with_threads_count", null, ["number"])(1);
  }

  /** Stores a copy of `values`. Throws Error for values that are no f32, of which no head has any, or do not fill the shape. */
  write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    if (!(values instanceof Float32Array)) throw new Error(`expected a Float32Array, got values of type ${dtype}`);
    const size = sizeOf(shape);
    if (values.length !== size) throw new Error(`shape ${shape}: expected ${size} values, got ${values.length}`);
    const { dataId, offset } = this.#allocate(shape);
    this.#wasm.HEAPU8.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    return dataId;
  }

  /**
   * a · b + bias as a new tensor [1, rows, columns], of a [1, rows, inner], b [1, inner, columns] and bias [columns]; its ReLU
   * where asked. Throws Error for other shapes: the binary checks none of them and would write past its result.
   */
  multiply(a: TensorInfo, b: TensorInfo, bias: TensorInfo, relu: boolean): TensorInfo {
    const [, rows = 0, inner = 0] = a.shape;
    const [, , columns = 0] = b.shape;
    if (!hasShape(a, 1, rows, inner) || !hasShape(b, 1, inner, columns) || !hasShape(bias, columns)) {
      const given = [a, b, bias].map(({ shape }) => `[${shape}]`);
      throw new Error(`expected shapes [1,rows,inner], [1,inner,columns] and [columns], got ${given.join(", ")}`);
    }
    const [aId, bId, biasId] = [a, b, bias].map(({ dataId }) => this.#find(dataId).id) as [number, number, number];
    const shape = [1, rows, columns];
    const { dataId, id } = this.#allocate(shape);
    const activation = relu ? 1 : 0;
    this.#fusedMatMul(aId, bytesOf(a.shape), 3, bId, bytesOf(b.shape), 3, 0, 0, activation, biasId, 0, 0, id);
    return { dataId, shape, dtype: "float32" };
  }

  /** A copy of the values: the heap may grow or be given to another tensor at any time. */
  readSync(dataId: DataId): Float32Array {
    const { offset, bytes } = this.#find(dataId);
    return new Float32Array(this.#wasm.HEAPU8.slice(offset, offset + bytes).buffer);
  }

  async read(dataId: DataId): Promise<Float32Array> {
    return this.readSync(dataId);
  }

  /** Gives up one reference, or all of them by `force`; answers whether the memory has been given back. */
  disposeData(dataId: DataId, force = false): boolean {
    const tensor = this.#tensors.get(dataId);
    if (tensor === undefined) return true;
    tensor.references -= 1;
    if (tensor.references > 0 && !force) return false;
    this.#unregister(tensor.id);
    this.#wasm._free(tensor.offset);
    this.#tensors.delete(dataId);
    return true;
  }

  incRef(dataId: DataId): void {
    this.#find(dataId).references += 1;
  }

  refCount(dataId: DataId): number {
    return this.#tensors.get(dataId)?.references ?? 0;
  }

  numDataIds(): number {
    return this.#tensors.size;
  }

  /** tfjs adds its own counts to this. */
  memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  dispose(): void {
    this.#unregisterAll();
    this.#tensors.clear();
  }

  #allocate(shape: readonly number[]): { dataId: DataId; id: number; offset: number } {
    const size = sizeOf(shape);
    const bytes = 4 * size;
    // Addresses from 2 GiB on come back as negative numbers.
    const offset = this.#wasm._malloc(bytes) >>> 0;
    if (offset === 0) throw new Error(`expected room for a tensor of ${bytes} bytes, but the heap is full`);
    const id = ++this.#lastId;
    const dataId = { id };
    this.#tensors.set(dataId, { id, offset, bytes, references: 1 });
    this.#register(id, size, offset);
    return { dataId, id, offset };
  }

  #find(dataId: DataId): StoredTensor {
    const tensor = this.#tensors.get(dataId);
    if (tensor === undefined) throw new Error("expected a tensor of this backend, got one that was disposed of");
    return tensor;
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const hasShape = (tensor: TensorInfo, ...shape: readonly number[]): boolean =>
  tensor.shape.length === shape.length && tensor.shape.every((length, axis) => length === shape[axis]);
const bytesOf = (shape: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(shape).buffer);

/** The one kernel that heads run, for what they ask of it: nothing transposed, a bias, linear or ReLU. */
export const FUSED_MAT_MUL: KernelConfig = {
  kernelName: "_FusedMatMul",
  backendName: BACKEND_NAME,
  kernelFunc: ({ inputs: { a, b, bias }, attrs, backend }) => {
    const { transposeA, transposeB, activation } = attrs ?? {};
    if (transposeA || transposeB || (activation !== "linear" && activation !== "relu")) {
      throw new Error(`expected nothing to transpose, and linear or relu, got ${JSON.stringify(attrs)}`);
    }
    if (!a || !b || !bias) throw new Error("expected two tensors to multiply and a bias");
    return (backend as ServingBackend).multiply(a, b, bias, activation === "relu");
  },
};
