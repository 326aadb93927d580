import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { MAXIMUM_VECTOR } from "../serving/limits.ts";

const EXPECTED = "numbers separated by commas, or a file .json or .npy with them";

/**
 * Reads `--vector`: numbers separated by commas or as a JSON array, a file .json of such an array, or a file .npy of shape (d)
 * or (1, d). The engine checks how many there are, and how large. Throws OptionsError `bad-vector` for anything that is no list
 * of numbers, and DataError for a file that cannot be read.
 */
export async function readVector(text: string): Promise<readonly number[]> {
  if (/\.npy$/i.test(text)) return readNpy(text);
  if (/\.json$/i.test(text)) return numbersOf(parsed(await readFile(text, "utf8").catch(unreadable)), basename(text));
  if (text.trimStart().startsWith("[")) return numbersOf(parsed(text), text);
  const parts = text.split(",").map((part) => part.trim());
  return numbersOf(
    parts.map((part) => (part === "" ? part : Number(part))),
    text,
  );
}

async function readNpy(path: string): Promise<readonly number[]> {
  // The code of arrays is for those who have files.
  const [{ openNpy }, { arrayValues }] = await Promise.all([
    import("../data/matrices/npy-source.ts"),
    import("../data/matrices/array-table.ts"),
  ]);
  const file = await openNpy(path);
  try {
    const array = await file.array("");
    const [length = 0, ...others] = array.shape.toReversed();
    if (
      array.shape.length > 0 &&
      length <= MAXIMUM_VECTOR &&
      others.length <= 1 &&
      others.every((rows) => rows === 1)
    ) {
      return Array.from(await arrayValues(array));
    }
    const expected = `a file of one vector, of shape (d) or (1, d) with d at most ${MAXIMUM_VECTOR}`;
    throw badVector(`expected ${expected}; ${basename(path)} has (${array.shape.join(", ")})`);
  } finally {
    await file.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badVector(`expected ${EXPECTED}, got ${show(text)}`, cause);
  }
}

function numbersOf(value: unknown, shown: string): readonly number[] {
  const numbers = Array.isArray(value) ? value.filter((each) => typeof each === "number" && Number.isFinite(each)) : [];
  if (Array.isArray(value) && numbers.length === value.length) return numbers;
  throw badVector(`expected ${EXPECTED}, got ${show(shown)}`);
}

function unreadable(cause: unknown): never {
  throw badVector(`expected a file to read: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
}

function badVector(message: string, cause?: unknown): OptionsError {
  return new OptionsError("bad-vector", `--vector: ${message}`, { cause });
}
