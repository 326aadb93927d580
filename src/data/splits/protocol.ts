import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import type { Fold } from "./fold.ts";

/** A rule for splitting interactions into train and test. */
export interface Protocol {
  /** As written on the command line, parameter included: `random:0.2`. Printed with every figure. */
  readonly name: string;
  /** Whether it takes the order of rows for the order of time: readers must then keep the order of the file. */
  readonly usesRowOrder?: boolean | undefined;
  /** Applies the rule; same seed, same folds. */
  readonly makeFolds: (interactions: Interactions, seed: number) => Fold[];
}

/** A family of protocols with a parameter: one line of the table of protocols. */
export interface ProtocolFamily {
  /** How it is written, for messages: `random:FRACTION`. */
  readonly syntax: string;
  /** Makes the protocol from the text after the colon; undefined where there is no colon. */
  readonly parse: (parameter: string | undefined) => Protocol;
}

/** Reads a fraction between 0 and 1, both excluded. Throws OptionsError `bad-protocol`, naming what was `expected`. */
export function parseFraction(kind: string, text: string | undefined, expected: string): number {
  // Number("") is 0, which is refused like any other 0.
  const fraction = Number(text);
  if (fraction > 0 && fraction < 1) return fraction;
  throw badProtocol(kind, expected, text);
}

/**
 * Reads an integer of at least `minimum`, digits only. Throws OptionsError `bad-protocol`, naming what was `expected`.
 */
export function parseCount(kind: string, text: string | undefined, minimum: number, expected: string): number {
  const count = text !== undefined && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= minimum && Number.isSafeInteger(count)) return count;
  throw badProtocol(kind, expected, text);
}

/** The error for a parameter that does not fit its protocol. */
export function badProtocol(kind: string, expected: string, parameter: string | undefined): OptionsError {
  const got = parameter === undefined ? "nothing" : show(parameter);
  return new OptionsError("bad-protocol", `protocol ${kind}: expected ${expected}, got ${got}`);
}
