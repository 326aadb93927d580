import { show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

/** Checks one option's value and returns it; throws RangeError or TypeError that names the option. */
export type OptionReader<Value> = (name: string, value: unknown) => Value;

/**
 * Completes given options by the defaults and checks each. Text that is a number counts as one ("64" → 64), so that options
 * can come from a command line. Throws OptionsError `unknown-option` that lists what exists and names the nearest.
 */
export function readOptions<Options extends object>(
  model: string,
  defaults: Options,
  readers: { readonly [Key in keyof Options]: OptionReader<Options[Key]> },
  given: Readonly<Record<string, unknown>>,
): Options {
  const names = Object.keys(defaults);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? "none" : names.join(", ");
      throw new OptionsError(
        "unknown-option",
        `${model} has no option ${name}; it has ${known}${didYouMean(name, names)}`,
      );
    }
  }
  const options = { ...defaults };
  for (const name of names as (keyof Options & string)[]) {
    const value = given[name];
    if (value === undefined) continue;
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
    options[name] = readers[name](name, Number.isNaN(number) ? value : number);
  }
  return options;
}

/** A yes or no, also as text: `true`, `false`. */
export function readBoolean(name: string, value: unknown): boolean {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new TypeError(`${name}: expected true or false, got ${show(value)}`);
}
