/**
 * The safetensors container: a little-endian u64 with the length of the header, the header (JSON in UTF-8, padded with
 * spaces so that data begins on a multiple of 8), the data. The header maps a tensor's name to `dtype`, `shape` and
 * `data_offsets` [begin, end), counted from the start of the data. Tensors cover the data without holes or overlaps.
 *
 * Source: the format section of the safetensors project.
 */
import { show } from "../check.ts";
import { DTYPE_NAMES, type Dtype, elementByteLength, isDtype } from "./dtypes.ts";
import { fail } from "./failure.ts";
import { HEADER_LIMIT_BYTES } from "./format.ts";

/** A tensor without its values. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** A tensor as bytes: row-major, little-endian. */
export interface StoredTensor extends TensorInfo {
  readonly bytes: Uint8Array;
}

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const METADATA_KEY = "__metadata__";

/** Bytes that a tensor of this shape takes; the empty shape is a scalar. */
export function tensorByteLength(dtype: Dtype, shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, elementByteLength(dtype));
}

/** A container whose header is written and whose data are still zeros. */
export interface OpenContainer {
  readonly file: Uint8Array;
  /** Where the bytes of each tensor stand in the file, by name. */
  readonly places: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
}

/**
 * Lays a container out by sizes alone. Wide elements come first, names ascend (by UTF-16 unit) within a width: so every tensor is
 * aligned to its elements, and the same tensors give the same bytes in any order of input.
 */
export function openContainer(tensors: readonly TensorInfo[]): OpenContainer {
  const ordered = [...tensors].sort(byWidthThenName);
  const header = encodeHeader(ordered);
  const file = new Uint8Array(LENGTH_BYTES + header.length + dataByteLength(ordered));
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, LENGTH_BYTES);
  const places = new Map<string, { readonly start: number; readonly end: number }>();
  let start = LENGTH_BYTES + header.length;
  for (const { name, dtype, shape } of ordered) {
    const end = start + tensorByteLength(dtype, shape);
    places.set(name, { start, end });
    start = end;
  }
  return { file, places };
}

/** Writes a container as openContainer lays it out. */
export function writeSafetensors(tensors: readonly StoredTensor[]): Uint8Array {
  const { file, places } = openContainer(tensors);
  for (const { name, bytes } of tensors) file.set(bytes, places.get(name)?.start);
  return file;
}

/** The length that writeSafetensors gives, without writing. */
export function safetensorsByteLength(tensors: readonly TensorInfo[]): number {
  const ordered = [...tensors].sort(byWidthThenName);
  return LENGTH_BYTES + encodeHeader(ordered).length + dataByteLength(ordered);
}

/**
 * Reads a container. The bytes of the tensors are views of `file`, in the order of the data. Everything is verified
 * before it is used; `__metadata__` is ignored. Throws ArtefactError: `shard-truncated`, `header-too-large`,
 * `header-not-json`, `header-field`, `unknown-dtype`, `tensor-size`, `offsets-outside-data`, `tensors-overlap`,
 * `data-hole`.
 */
export function readSafetensors(fileName: string, file: Uint8Array): StoredTensor[] {
  const headerLength = readHeaderLength(fileName, file);
  const dataStart = LENGTH_BYTES + headerLength;
  const header = parseHeader(fileName, file.subarray(LENGTH_BYTES, dataStart));
  const data = file.subarray(dataStart);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA_KEY)
    .map(([name, entry]) => checkEntry(`${fileName}: tensor ${show(name)}`, name, entry, data.length))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of entries) {
    const where = `${fileName}: tensor ${show(name)}`;
    if (begin < covered) fail("tensors-overlap", `${where}: begins at byte ${begin}, within the tensor before it`);
    if (begin > covered) fail("data-hole", `${where}: begins at byte ${begin}, but the one before ends at ${covered}`);
    covered = end;
  }
  if (covered !== data.length) {
    fail("data-hole", `${fileName}: ${data.length - covered} bytes after the last tensor belong to none`);
  }
  return entries.map(({ name, dtype, shape, begin, end }) => ({
    name,
    dtype,
    shape,
    bytes: data.subarray(begin, end),
  }));
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function byWidthThenName(a: TensorInfo, b: TensorInfo): number {
  return elementByteLength(b.dtype) - elementByteLength(a.dtype) || (a.name < b.name ? -1 : 1);
}

function dataByteLength(tensors: readonly TensorInfo[]): number {
  return tensors.reduce((total, { dtype, shape }) => total + tensorByteLength(dtype, shape), 0);
}

function encodeHeader(ordered: readonly TensorInfo[]): Uint8Array {
  let begin = 0;
  const entries = ordered.map(({ name, dtype, shape }) => {
    const end = begin + tensorByteLength(dtype, shape);
    const entry = [name, { dtype, shape, data_offsets: [begin, end] }] as const;
    begin = end;
    return entry;
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const padded = new Uint8Array(Math.ceil(json.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  padded.set(json);
  return padded;
}

function readHeaderLength(fileName: string, file: Uint8Array): number {
  if (file.length < LENGTH_BYTES) {
    fail("shard-truncated", `${fileName}: expected at least ${LENGTH_BYTES} bytes, got ${file.length}`);
  }
  const length = new DataView(file.buffer, file.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(HEADER_LIMIT_BYTES)) {
    fail("header-too-large", `${fileName}: expected a header of at most ${HEADER_LIMIT_BYTES} bytes, got ${length}`);
  }
  if (LENGTH_BYTES + Number(length) > file.length) {
    fail("shard-truncated", `${fileName}: the header needs ${length} bytes, but the file ends before`);
  }
  return Number(length);
}

function parseHeader(fileName: string, bytes: Uint8Array): object {
  const header = parseJson(fileName, bytes);
  if (bytes[0] !== 0x7b || typeof header !== "object" || header === null) {
    fail("header-not-json", `${fileName}: expected the header to be a JSON object that begins with "{"`);
  }
  return header;
}

function parseJson(fileName: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    return fail("header-not-json", `${fileName}: the header is not JSON in UTF-8`, cause);
  }
}

function checkEntry(where: string, name: string, entry: unknown, dataLength: number): Entry {
  if (typeof entry !== "object" || entry === null) {
    fail("header-field", `${where}: expected an object, got ${show(entry)}`);
  }
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  if (!isDtype(dtype)) {
    fail("unknown-dtype", `${where}: dtype: expected one of ${DTYPE_NAMES.join(", ")}; got ${show(dtype)}`);
  }
  if (!isSizes(shape)) fail("header-field", `${where}: shape: expected a list of sizes, got ${show(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    fail("header-field", `${where}: data_offsets: expected two sizes, got ${show(offsets)}`);
  }
  const [begin = 0, end = 0] = offsets;
  if (tensorByteLength(dtype, shape) !== end - begin) {
    fail(
      "tensor-size",
      `${where}: ${dtype} [${shape.join(", ")}] takes ${tensorByteLength(dtype, shape)} bytes, got ${end - begin}`,
    );
  }
  if (end > dataLength) {
    fail("offsets-outside-data", `${where}: ends at byte ${end}, but the file has ${dataLength} bytes of data`);
  }
  return { name, dtype, shape, begin, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
