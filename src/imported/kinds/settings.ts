import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import { calledHere } from "../../models/names-elsewhere.ts";
import type { OptionValue, OptionValues } from "../../models/option-specs.ts";
import { didYouMean } from "../../nearest.ts";

/** Throws OptionsError `unknown-option` for a setting that the kind does not read. */
export function checkSettings(kind: string, known: readonly string[], given: OptionValues): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const list = known.length === 0 ? "none" : known.join(", ");
    const hint = calledHere(name, known) || didYouMean(name, known);
    throw new OptionsError("unknown-option", `--set: ${kind} has no option ${name}; it has ${list}${hint}`);
  }
}

/** OptionsError `missing-option` for what neither the file nor an option says: a default would be another model. */
export function missingOption(option: string, why: string): OptionsError {
  return new OptionsError("missing-option", `${option}: ${why}`);
}

/** What a file and the options say of one thing. */
export interface Said {
  readonly name: string;
  readonly given: OptionValue | undefined;
  readonly inFile: number | undefined;
}

/** The number that is given, else that of the file. Throws OptionsError `missing-option`, RangeError or TypeError. */
export function numberOf({ name, given, inFile }: Said, file: string, what: string): number {
  if (given === undefined && inFile === undefined) {
    throw missingOption(
      `--set ${name}=…`,
      `expected ${what}, which ${file} does not say; a default would be another model`,
    );
  }
  const value = given ?? inFile;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError(`--set ${name}: expected a number, got ${show(value)}`);
}

/** A note where an option has another value than the file. */
export function overridden({ name, given, inFile }: Said, file: string): string[] {
  return given === undefined || inFile === undefined || given === inFile
    ? []
    : [`${file} says ${name} = ${inFile}; ${given} is used, as it was given`];
}
