/** The element types that an artefact uses, by their safetensors names. */
export interface ArrayByDtype {
  readonly F64: Float64Array;
  readonly F32: Float32Array;
  readonly U32: Uint32Array;
  readonly I8: Int8Array;
  readonly U8: Uint8Array;
}

export type Dtype = keyof ArrayByDtype;

interface ViewConstructor<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
}

const ARRAYS: { readonly [D in Dtype]: ViewConstructor<ArrayByDtype[D]> } = {
  F64: Float64Array,
  F32: Float32Array,
  U32: Uint32Array,
  I8: Int8Array,
  U8: Uint8Array,
};

/** The names, for messages. */
export const DTYPE_NAMES: readonly string[] = Object.keys(ARRAYS);

export function isDtype(name: unknown): name is Dtype {
  return typeof name === "string" && Object.hasOwn(ARRAYS, name);
}

export function elementByteLength(dtype: Dtype): number {
  return ARRAYS[dtype].BYTES_PER_ELEMENT;
}

/**
 * The elements that `bytes` holds, little-endian. A view where the bytes lie on a multiple of the element size, a copy
 * otherwise. The length of `bytes` must be a multiple of the element size.
 */
export function elementsOf<D extends Dtype>(dtype: D, bytes: Uint8Array): ArrayByDtype[D] {
  const size = elementByteLength(dtype);
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new ARRAYS[dtype](aligned.buffer, aligned.byteOffset, aligned.byteLength / size);
}

/** The type of an array's elements. */
export function dtypeOf(values: ArrayByDtype[Dtype]): Dtype {
  if (values instanceof Float64Array) return "F64";
  if (values instanceof Float32Array) return "F32";
  if (values instanceof Uint32Array) return "U32";
  return values instanceof Int8Array ? "I8" : "U8";
}

/** The bytes of a typed array; a view. */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
