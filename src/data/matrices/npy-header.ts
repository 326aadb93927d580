/**
 * The header of a .npy file: magic, version, the header's length (u16 in version 1, u32 in 2 and 3), and a dictionary as Python
 * writes it, with `descr`, `fortran_order` and `shape`. Source: numpy.lib.format.
 */
import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { type ElementType, typeOfCode } from "./element-types.ts";

/** What the header says, and where the elements begin. */
export interface NpyHeader {
  readonly type: ElementType | TextType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Bytes before the elements. */
  readonly byteLength: number;
}

/** Texts of a fixed length, in UTF-32: how `implicit` says its dtype. */
export interface TextType {
  readonly name: "text";
  readonly byteLength: number;
}

const MAGIC = "\x93NUMPY";
/** NumPy itself reads no longer ones. */
const LONGEST_HEADER = 10_000;
/** Enough bytes of a file to have its whole header. */
export const NPY_HEADER_BYTES = LONGEST_HEADER + 12;
const MOST_EXTENTS = 8;

const DESCR = /'descr': ('[^']*'|\[[^\]]*\])/;
const ORDER = /'fortran_order': (True|False)/;
const SHAPE = /'shape': \(([0-9, ]*)\)/;
const DICTIONARY = new RegExp(`^\\{(?:(?:${DESCR.source}|${ORDER.source}|${SHAPE.source}),? ?){3}\\} *\\n?$`);

/**
 * Reads the header at the start of `bytes`, the first NPY_HEADER_BYTES of a file or all of it. Throws DataError `not-npy`,
 * `npy-header`, `object-array` or `array-type`.
 */
export function readNpyHeader(where: string, bytes: Uint8Array): NpyHeader {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (latin.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw new DataError("not-npy", `${where}: expected an array as numpy.save writes it, got something else`);
  }
  const version = bytes[MAGIC.length] ?? 0;
  if (version < 1 || version > 3) refuse(where, `version 1, 2 or 3, got ${version}`);
  const before = version === 1 ? 10 : 12;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < before) refuse(where, "its length, but the file ends before");
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) refuse(where, `at most ${LONGEST_HEADER} bytes, got ${length}`);
  if (before + length > bytes.length) refuse(where, `${length} bytes, but the file ends before`);
  const text = latin.toString("latin1", before, before + length);
  const [descr, order, shape] = [DESCR, ORDER, SHAPE].map((part) => part.exec(text)?.[1]);
  if (!DICTIONARY.test(text) || descr === undefined || order === undefined || shape === undefined) {
    refuse(where, `a dictionary of descr, fortran_order and shape, got ${show(text.trim())}`);
  }
  return {
    ...typeOf(where, descr),
    fortranOrder: order === "True",
    shape: shapeOf(where, shape),
    byteLength: before + length,
  };
}

function typeOf(where: string, descr: string): Pick<NpyHeader, "type" | "littleEndian"> {
  const [, order = "", code = ""] = /^'([<>|=]?)([A-Za-z][0-9]*)'$/.exec(descr) ?? [];
  if (code.startsWith("O")) {
    throw new DataError(
      "object-array",
      `${where}: expected numbers, got an array of Python objects, which are pickles and run code when they are read; write it with astype("float32")`,
    );
  }
  const littleEndian = order !== ">";
  const characters = /^U([0-9]{1,4})$/.exec(code)?.[1];
  if (characters !== undefined) return { type: { name: "text", byteLength: 4 * Number(characters) }, littleEndian };
  const type = typeOfCode(code);
  if (type) return { type, littleEndian };
  const expected = "expected floats of 2, 4 or 8 bytes or integers";
  throw new DataError("array-type", `${where}: ${expected}, got ${show(descr)}; write it with astype("float32")`);
}

function shapeOf(where: string, text: string): number[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  const shape = parts.map(Number);
  if (parts.includes("") || shape.length > MOST_EXTENTS || !shape.every(Number.isSafeInteger)) {
    refuse(where, `a shape of at most ${MOST_EXTENTS} sizes, got (${show(text)})`);
  }
  return shape;
}

function refuse(where: string, expected: string): never {
  throw new DataError("npy-header", `${where}: header: expected ${expected}; write the file again`);
}
