import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";
import { OptionsError } from "../errors.ts";

/** Options of what values go through; the same for every command that measures or trains. */
export const transformOption = [
  "--transform <name>",
  "what values go through: sigmoid:inflection,steepness, binarise:threshold, centre; repeat for more, in order",
  collect,
  [] as string[],
] as const;

/** `key=value` pairs. Throws OptionsError `bad-assignment` for anything else. */
export function parseAssignments(option: string, pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw new OptionsError("bad-assignment", `${option}: expected key=value, got ${JSON.stringify(pair)}`);
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  const twice = entries.find(([key], place) => entries.findIndex(([other]) => other === key) < place);
  if (twice) throw new OptionsError("option-twice", `${option}: expected ${twice[0]} once, got it again`);
  // Unlike an assignment, this keeps a key such as __proto__, so that it is refused like any other unknown one.
  return Object.fromEntries(entries);
}

/** For options that may be given several times, or once with commas. */
export function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

export function list(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Ids separated by commas, or a JSON array of texts where an id has a comma itself. */
export function idList(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    // Whole numbers are ids as well: nobody puts quotes around them. Beyond the safe ones the text would change.
    if (Array.isArray(value) && value.every((id) => typeof id === "string" || Number.isSafeInteger(id))) {
      return value.map(String);
    }
  } catch {
    // Not JSON: the usual way to write it.
  }
  return list(text);
}

/** The lengths in `--at`, each once. Throws OptionsError `bad-list-length` for anything but whole numbers. */
export function listLengths(text: string): number[] {
  const lengths = text.split(",").map(Number);
  if (!lengths.every((length) => Number.isInteger(length) && length >= 1 && length <= MAXIMUM_LIST_LENGTH)) {
    const expected = `expected integers from 1 to ${MAXIMUM_LIST_LENGTH} separated by commas, as in 5,10`;
    throw new OptionsError("bad-list-length", `--at: ${expected}; got ${JSON.stringify(text)}`);
  }
  return [...new Set(lengths)];
}

const MAXIMUM_LIST_LENGTH = 100_000;

/** Parser of a whole number in a range, for commander. */
export function integer(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`expected an integer from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

/** Parser of a whole number from 1, or `all`, for commander. */
export function countOrAll(text: string): number | "all" {
  const value = text === "all" ? text : Number(text);
  if (value === "all" || (text.trim() !== "" && Number.isInteger(value) && value >= 1 && value <= 0xffff_ffff)) {
    return value;
  }
  throw new InvalidArgumentError("expected an integer from 1, or all.");
}

/** Parser of an integer from 1 to `maximum`, or `none`, which is 0; for commander. */
export function countOrNone(maximum: number): (text: string) => number {
  return (text) => (text === "none" ? 0 : integer(1, maximum)(text));
}

/** Parser of a finite number, for commander. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("expected a number.");
  return value;
}

/** Parser of a finite number, or `mean`, for commander. */
export function numberOrMean(text: string): number | "mean" {
  const value = text === "mean" ? text : Number(text);
  if (value === "mean" || (text.trim() !== "" && Number.isFinite(value))) return value;
  throw new InvalidArgumentError("expected a number, or mean.");
}

export const seedOption = ["--seed <n>", "seed of everything that is drawn", integer(0, 0xffff_ffff), 42] as const;

/** Both cores by default, and no more than are there. */
export const threadsOption = [
  "--threads <n>",
  "training threads; the result does not depend on it",
  integer(1, 64),
  Math.min(8, availableParallelism()),
] as const;

/** What `--network` takes. */
export const NETWORK_HELP =
  "a network of your own: a module with (tf, { users, items }) => tf.LayersModel as its default, or a model.json";
