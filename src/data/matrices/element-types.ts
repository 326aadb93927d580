/** How an element of an array stands in a file. */
export interface ElementType {
  /** As NumPy and safetensors name it. */
  readonly name: string;
  readonly byteLength: number;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

/** Signed and unsigned integers of 64 bits are rounded to the nearest f64. */
const TYPES: readonly ElementType[] = [
  { name: "float16", byteLength: 2, read: (view, at, little) => halfToNumber(view.getUint16(at, little)) },
  { name: "bfloat16", byteLength: 2, read: readBfloat },
  { name: "float32", byteLength: 4, read: (view, at, little) => view.getFloat32(at, little) },
  { name: "float64", byteLength: 8, read: (view, at, little) => view.getFloat64(at, little) },
  { name: "int8", byteLength: 1, read: (view, at) => view.getInt8(at) },
  { name: "int16", byteLength: 2, read: (view, at, little) => view.getInt16(at, little) },
  { name: "int32", byteLength: 4, read: (view, at, little) => view.getInt32(at, little) },
  { name: "int64", byteLength: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  { name: "uint8", byteLength: 1, read: (view, at) => view.getUint8(at) },
  { name: "uint16", byteLength: 2, read: (view, at, little) => view.getUint16(at, little) },
  { name: "uint32", byteLength: 4, read: (view, at, little) => view.getUint32(at, little) },
  { name: "uint64", byteLength: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  { name: "bool", byteLength: 1, read: (view, at) => Number(view.getUint8(at) !== 0) },
];

const BY_NAME: ReadonlyMap<string, ElementType> = new Map(TYPES.map((type) => [type.name, type]));

/** Types by the letter and the bytes of NumPy's `descr`: `f4`, `i8`, `b1`. */
const BY_CODE: ReadonlyMap<string, ElementType> = new Map(
  TYPES.filter(({ name }) => name !== "bfloat16").map((type) => [`${type.name[0]}${type.byteLength}`, type]),
);

/** Types by their names in safetensors. */
const BY_DTYPE: ReadonlyMap<string, string> = new Map([
  ...([
    ["F16", "float16"],
    ["BF16", "bfloat16"],
    ["F32", "float32"],
    ["F64", "float64"],
  ] as const),
  ...([
    ["I8", "int8"],
    ["I16", "int16"],
    ["I32", "int32"],
    ["I64", "int64"],
  ] as const),
  ...([
    ["U8", "uint8"],
    ["U16", "uint16"],
    ["U32", "uint32"],
    ["U64", "uint64"],
    ["BOOL", "bool"],
  ] as const),
]);

/** The type of a NumPy `descr` without its mark of byte order; undefined for one that is not numeric. */
export function typeOfCode(code: string): ElementType | undefined {
  return BY_CODE.get(code);
}

/** The type of a safetensors `dtype`; undefined for one that is not read. */
export function typeOfDtype(dtype: string): ElementType | undefined {
  return BY_NAME.get(BY_DTYPE.get(dtype) ?? "");
}

/** Names in safetensors, for messages. */
export const TENSOR_TYPES: readonly string[] = [...BY_DTYPE.keys()];

/** The upper half of a float32. */
function readBfloat(view: DataView, at: number, littleEndian: boolean): number {
  scratch.setUint32(0, view.getUint16(at, littleEndian) << 16);
  return scratch.getFloat32(0);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The number of an IEEE 754 half: 1 bit of sign, 5 of exponent, 10 of fraction. Infinities and NaN stay what they are. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
