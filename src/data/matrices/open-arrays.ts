import { basename } from "node:path";
import { firstOf, show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { readRange, withFile } from "./byte-range.ts";
import { openNpy } from "./npy-source.ts";
import { openNpz } from "./npz.ts";
import { openSafetensors } from "./safetensors-file.ts";
import type { ArrayFile, StoredArray } from "./stored-array.ts";

/** Formats of arrays by their endings: a safetensors file begins with a length, which may be anything. */
const FORMATS: Readonly<Record<string, (path: string, signal?: AbortSignal) => Promise<ArrayFile>>> = {
  ".npy": openNpy,
  ".npz": openNpz,
  ".safetensors": openSafetensors,
};
const [NPY_MAGIC, ZIP_MAGIC] = ["\x93NUMPY", "PK"];
/** Pickles of protocol 2 and later begin with this byte; those of PyTorch may lie in a zip file. */
const PICKLE_MAGIC = "\x80";
const PICKLE_NAME = /\.(pkl|pickle|joblib|pt|pth)$/i;
const NAMES_SHOWN = 12;

/**
 * Opens a file of arrays by its beginning, else by its ending. Throws DataError `unknown-matrix` for other files, `pickle` for
 * pickles, which are never read, and what opening throws.
 */
export async function openArrays(path: string, signal?: AbortSignal): Promise<ArrayFile> {
  const name = basename(path);
  const head = await withFile(path, path, async (file) => Buffer.from(await readRange(file, 0, 8)).toString("latin1"));
  const format = FORMATS[/\.[a-z]+$/i.exec(name)?.[0].toLowerCase() ?? ""];
  if (PICKLE_NAME.test(name) || (head.startsWith(PICKLE_MAGIC) && format !== openSafetensors)) {
    const message = `${name}: expected a file of arrays, got a pickle, which runs code when it is read and is never read here`;
    throw new DataError("pickle", `${message}; write an .npz instead: docs/import.md has the lines of Python`);
  }
  if (head.startsWith(NPY_MAGIC)) return openNpy(path);
  if (head.startsWith(ZIP_MAGIC)) return openNpz(path, signal);
  if (format) return format(path, signal);
  const expected = `expected ${Object.keys(FORMATS).join(", ")} or .parquet`;
  throw new DataError("unknown-matrix", `${name}: ${expected}, got another file`);
}

/** The array of that name, or the only matrix. Throws DataError `which-array` where there are several, and as `array` does. */
export async function chooseArray(file: ArrayFile, shown: string, name: string | undefined): Promise<StoredArray> {
  const [only, ...others] = file.names;
  if (name !== undefined || (only !== undefined && others.length === 0)) return file.array(name ?? only ?? "");
  const there = file.names.length === 0 ? "none" : firstOf(file.names.map(show), NAMES_SHOWN);
  throw new DataError(
    "which-array",
    `${shown}: expected one array, got ${there}; name the matrix of the items with --tensor`,
  );
}
