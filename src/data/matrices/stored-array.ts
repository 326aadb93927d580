import { DataError } from "../../errors.ts";
import type { ElementType } from "./element-types.ts";

/** A numeric array that lies in a file, whose bytes are all there but not read yet. */
export interface StoredArray {
  /** The file, and the array's name in it, for messages: `model.npz: item_factors`. */
  readonly where: string;
  readonly type: ElementType;
  readonly littleEndian: boolean;
  /** Extents; none for a single value. */
  readonly shape: readonly number[];
  /** Whether the first index runs fastest, as in Fortran; else the last one does. */
  readonly fortranOrder: boolean;
  /** The file that has the bytes: the one that was named, or a scratch file where it was compressed. */
  readonly path: string;
  /** The first byte of the elements in that file. */
  readonly offset: number;
}

/** A file of one array or several by their names. */
export interface ArrayFile {
  /** In the order of the file. A file that holds one without a name calls it by the empty text. */
  readonly names: readonly string[];
  /** Finds and checks an array. Throws DataError where it is not there or cannot be read. */
  array(name: string): Promise<StoredArray>;
  /** Removes what was unpacked on the way. */
  close(): Promise<void>;
}

/** Elements of a shape; beyond the safe integers where it overflows, so that comparisons with lengths fail. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Throws DataError `array-size` unless the elements take exactly the bytes that are there. */
export function checkArrayBytes(array: Pick<StoredArray, "where" | "type" | "shape">, byteLength: number): void {
  const expected = elementCount(array.shape) * array.type.byteLength;
  if (expected === byteLength) return;
  const shape = `${array.type.name} [${array.shape.join(", ")}]`;
  throw new DataError(
    "array-size",
    `${array.where}: expected ${expected} bytes for ${shape}, got ${byteLength}; the file is cut off or its header is wrong, write it again`,
  );
}
