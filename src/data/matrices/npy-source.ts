import { basename } from "node:path";
import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { readRange, withFile } from "./byte-range.ts";
import { NPY_HEADER_BYTES, type NpyHeader, readNpyHeader } from "./npy-header.ts";
import { type ArrayFile, checkArrayBytes, elementCount, type StoredArray } from "./stored-array.ts";

/** An array of .npy form: numbers, or a single text. */
export type NpyArray =
  | (StoredArray & { readonly text?: undefined })
  | { readonly where: string; readonly shape: readonly number[]; readonly text: string };

/** Where the bytes of a .npy file lie: a file of their own, or a part of one. */
export interface NpyPlace {
  readonly path: string;
  readonly offset: number;
  /** With the header. */
  readonly byteLength: number;
}

/** The array whose first bytes are `head`. Throws DataError, codes of readNpyHeader, `array-size`, `array-type`. */
export function npyArray(where: string, head: Uint8Array, place: NpyPlace): NpyArray {
  const header = readNpyHeader(where, head);
  const { type, shape, littleEndian, fortranOrder } = header;
  if (type.name === "text") return { where, shape, text: textOf(where, header, head) };
  if (!("read" in type)) throw new DataError("array-type", `${where}: expected numbers, got ${type.name}`);
  const array = { where, type, littleEndian, shape, fortranOrder };
  checkArrayBytes(array, place.byteLength - header.byteLength);
  return { ...array, path: place.path, offset: place.offset + header.byteLength };
}

/** Opens a .npy file. Throws DataError, `missing-file` and its like, and as npyArray does. */
export async function openNpy(path: string): Promise<ArrayFile> {
  const where = basename(path);
  const array = await withFile(path, path, async (file, byteLength) => {
    const head = await readRange(file, 0, Math.min(NPY_HEADER_BYTES, byteLength));
    return numbersOf(npyArray(where, head, { path, offset: 0, byteLength }));
  });
  return {
    names: [""],
    array: async (name) => {
      if (name === "") return array;
      throw new DataError(
        "no-such-array",
        `${where}: expected a file with names, got one array; leave out ${show(name)}`,
      );
    },
    close: async () => undefined,
  };
}

/** The array of numbers. Throws DataError `array-type` for a text. */
export function numbersOf(array: NpyArray): StoredArray {
  if (array.text === undefined) return array;
  throw new DataError("array-type", `${array.where}: expected numbers, got a text`);
}

function textOf(where: string, { type, shape, littleEndian, byteLength }: NpyHeader, head: Uint8Array): string {
  if (elementCount(shape) !== 1 || byteLength + type.byteLength > head.length) {
    throw new DataError("array-type", `${where}: expected numbers or a single text, got texts [${shape.join(", ")}]`);
  }
  const view = new DataView(head.buffer, head.byteOffset + byteLength, type.byteLength);
  const points = Array.from({ length: type.byteLength / 4 }, (_, at) => view.getUint32(4 * at, littleEndian));
  if (points.some((point) => point > 0x10ffff)) throw new DataError("array-type", `${where}: expected text in UTF-32`);
  return String.fromCodePoint(...points.filter((point) => point !== 0));
}
