/**
 * The header of a safetensors file of anybody's: artefact/safetensors.ts reads those of artefacts as a whole; here tensors stay
 * where they are, of any numeric type, and may be larger than memory.
 */
import { basename } from "node:path";
import { firstOf, show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { readRange, withFile } from "./byte-range.ts";
import { TENSOR_TYPES, typeOfDtype } from "./element-types.ts";
import { type ArrayFile, checkArrayBytes, type StoredArray } from "./stored-array.ts";

const LENGTH_BYTES = 8;
const LONGEST_HEADER = 16_777_216;
const METADATA = "__metadata__";
const NAMES_SHOWN = 12;

interface Entry {
  readonly name: string;
  readonly dtype: unknown;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Opens a safetensors file; tensors must cover its data without holes or overlaps. Throws DataError `missing-file` and its like,
 * `tensor-header`, `tensors-overlap`; `no-such-array`, `array-type` and `array-size` for a tensor.
 */
export async function openSafetensors(path: string): Promise<ArrayFile> {
  const file = basename(path);
  const { entries, dataStart } = await withFile(path, path, async (handle, byteLength) => {
    const length = headerLength(file, await readRange(handle, 0, LENGTH_BYTES), byteLength);
    const bytes = await readRange(handle, LENGTH_BYTES, length);
    const start = LENGTH_BYTES + length;
    return { dataStart: start, entries: readEntries(file, bytes, byteLength - start) };
  });
  const names = entries.map(({ name }) => name);
  return {
    names,
    array: async (name) => {
      const entry = entries.find((one) => one.name === name);
      if (entry) return tensorOf(file, path, entry, dataStart);
      const there = names.length === 0 ? "there is none" : `it has ${firstOf(names, NAMES_SHOWN)}`;
      throw new DataError("no-such-array", `${file}: expected a tensor ${show(name)}; ${there}`);
    },
    close: async () => undefined,
  };
}

function tensorOf(file: string, path: string, { name, dtype, shape, begin, end }: Entry, start: number): StoredArray {
  const where = `${file}: ${name}`;
  const type = typeof dtype === "string" ? typeOfDtype(dtype) : undefined;
  if (type === undefined) {
    throw new DataError("array-type", `${where}: expected one of ${TENSOR_TYPES.join(", ")}; got ${show(dtype)}`);
  }
  const array = { where, type, littleEndian: true, shape, fortranOrder: false, path, offset: start + begin };
  checkArrayBytes(array, end - begin);
  return array;
}

function headerLength(file: string, bytes: Uint8Array, byteLength: number): number {
  if (bytes.length < LENGTH_BYTES) refuse(file, `at least ${LENGTH_BYTES} bytes, got ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(LONGEST_HEADER)) refuse(file, `at most ${LONGEST_HEADER} bytes, got ${length}`);
  if (LENGTH_BYTES + Number(length) > byteLength) refuse(file, `${length} bytes, but the file ends before`);
  return Number(length);
}

function readEntries(file: string, bytes: Uint8Array, dataLength: number): Entry[] {
  const header = parse(file, bytes);
  const entries = Object.entries(header).flatMap(([name, entry]) =>
    name === METADATA ? [] : [readEntry(file, name, entry)],
  );
  let covered = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) {
      throw new DataError(
        "tensors-overlap",
        `${file}: ${show(name)}: begins at byte ${begin}, within the tensor before it`,
      );
    }
    if (begin > covered || end < begin || end > dataLength) {
      refuse(file, `tensors one behind the other within ${dataLength} bytes, got ${show(name)} at ${begin} to ${end}`);
    }
    covered = end;
  }
  if (covered !== dataLength) refuse(file, `tensors that take all ${dataLength} bytes of data, got ${covered}`);
  return entries;
}

function readEntry(file: string, name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Record<string, unknown>;
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    refuse(file, `a shape and two data_offsets of ${show(name)}`);
  }
  const [begin = 0, end = 0] = offsets;
  return { name, dtype, shape, begin, end };
}

function parse(file: string, bytes: Uint8Array): object {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    header = undefined;
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) refuse(file, "a JSON object in UTF-8");
  return header;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function refuse(file: string, expected: string): never {
  throw new DataError(
    "tensor-header",
    `${file}: header of safetensors: expected ${expected}; copy or write the file again`,
  );
}
