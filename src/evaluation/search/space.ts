import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import type { Random } from "../../random.ts";
import { splitTransforms, TRANSFORM } from "./searched-transform.ts";

/** Values of one option that are tried: those listed, or any in a range. */
export type Dimension = Choices | Range;

export interface Choices {
  readonly kind: "choices";
  readonly key: string;
  /** As written, each once. */
  readonly values: readonly string[];
}

/** `low` to `high`, both included; drawn uniformly on the plain or on the logarithmic scale. */
export interface Range {
  readonly kind: "range";
  readonly key: string;
  readonly low: number;
  readonly high: number;
  readonly logarithmic: boolean;
  /** Whole numbers only: where both ends are written without a decimal point or exponent. */
  readonly whole: boolean;
}

/** Significant digits of a number that is drawn from a range: enough for a hyper-parameter, short enough to type. */
const DRAWN_DIGITS = 6;

/**
 * Reads a space from `key=a,b,c` (grid) and `key=low..high` or `key=low..high:log` (ranges), in the order given.
 *
 * Throws OptionsError: `bad-space` for a text of another form, `option-twice` for a key that comes twice.
 */
export function parseSpace(grid: readonly string[], ranges: readonly string[], option = "--grid"): Dimension[] {
  const dimensions = [...grid.map((text) => parseChoices(text, option)), ...ranges.map(parseRange)];
  const keys = dimensions.map(({ key }) => key);
  const twice = keys.find((key, place) => keys.indexOf(key) !== place);
  if (twice === undefined) return dimensions;
  const where = ranges.length > 0 ? `${option} and --space` : option;
  throw new OptionsError("option-twice", `${twice}: expected each option once in ${where}, got it twice`);
}

/** How many settings a space has; Infinity with a range of real numbers. 1 for an empty space. */
export function sizeOf(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((product, dimension) => product * sizeOfDimension(dimension), 1);
}

function sizeOfDimension(dimension: Dimension): number {
  if (dimension.kind === "choices") return dimension.values.length;
  if (dimension.low === dimension.high) return 1;
  return dimension.whole ? dimension.high - dimension.low + 1 : Number.POSITIVE_INFINITY;
}

/** All values of a dimension, in order. Throws RangeError for a range of real numbers, which has no end. */
export function valuesOf(dimension: Dimension): readonly string[] {
  if (dimension.kind === "choices") return dimension.values;
  const size = sizeOfDimension(dimension);
  if (!Number.isFinite(size)) throw new RangeError(`${dimension.key}: expected choices, got a range of real numbers`);
  return Array.from({ length: size }, (_, step) => String(dimension.low + step));
}

/**
 * Draws one value. Choices have equal chances. A whole number of a logarithmic range has the chance of the interval that
 * rounds to it; a real number is rounded to 6 digits and kept within the range.
 */
export function drawValue(dimension: Dimension, random: Random): string {
  if (dimension.kind === "choices") return dimension.values[random.nextInteger(dimension.values.length)] ?? "";
  const { low, high, logarithmic, whole } = dimension;
  // Half a step beyond each end, so that the ends are as likely as their neighbours.
  const margin = whole ? 0.5 : 0;
  const [start, end] = [low - margin, high + margin];
  const share = random.nextFloat();
  const drawn = logarithmic
    ? Math.exp(Math.log(start) + share * (Math.log(end) - Math.log(start)))
    : start + share * (end - start);
  const rounded = whole ? Math.round(drawn) : Number(drawn.toPrecision(DRAWN_DIGITS));
  return String(Math.min(Math.max(rounded, low), high));
}

/** The dimension in the words of the command line. */
export function describeDimension(dimension: Dimension): string {
  if (dimension.kind === "choices") return `${dimension.key}=${dimension.values.join(",")}`;
  const { key, low, high, logarithmic, whole } = dimension;
  return `${key}=${low}..${high}${logarithmic ? ":log" : ""}${whole ? "" : " (real)"}`;
}

function parseChoices(text: string, option: string): Choices {
  const [key, rest] = keyAndRest(text, option, "key=a,b,c");
  const parts = key === TRANSFORM ? splitTransforms(rest) : rest.split(",");
  const values = parts.map((value) => value.trim());
  if (values.includes("")) throw badSpace(option, "key=a,b,c without an empty value", text);
  return { kind: "choices", key, values: [...new Set(values)] };
}

const RANGE = /^([^:]+?)\.\.([^:]+?)(:log)?$/;
const WHOLE = /^[+-]?\d+$/;

function parseRange(text: string): Range {
  const expected = "key=low..high or key=low..high:log with numbers, low not above high";
  const [key, rest] = keyAndRest(text, "--space", expected);
  const [, lowText = "", highText = "", log] = RANGE.exec(rest) ?? [];
  const [low, high] = [number(lowText), number(highText)];
  if (!(low <= high)) throw badSpace("--space", expected, text);
  if (log !== undefined && low <= 0) throw badSpace("--space", "a range with :log to begin above 0", text);
  const whole = WHOLE.test(lowText.trim()) && WHOLE.test(highText.trim());
  return { kind: "range", key, low, high, logarithmic: log !== undefined, whole };
}

function number(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

function keyAndRest(text: string, option: string, expected: string): [string, string] {
  const at = text.indexOf("=");
  const key = text.slice(0, Math.max(at, 0)).trim();
  if (key === "") throw badSpace(option, expected, text);
  return [key, text.slice(at + 1).trim()];
}

function badSpace(option: string, expected: string, text: string): OptionsError {
  return new OptionsError("bad-space", `${option}: expected ${expected}; got ${show(text)}`);
}
