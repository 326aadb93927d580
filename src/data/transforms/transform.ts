import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";

/** A rule that changes the values of interactions before a model is fitted to them. */
export interface Transform {
  /** As written on the command line, parameters included: `sigmoid:5,1`. Printed with every figure. */
  readonly name: string;
  /** Fits its parameters on the values of train, f32[rows], and returns the function of one value. */
  fit(train: Float32Array): (value: number) => number;
}

/** A family of transforms with parameters: one line of the table of transforms. */
export interface TransformFamily {
  /** How it is written, for messages: `sigmoid:INFLECTION,STEEPNESS`. */
  readonly syntax: string;
  /** Makes the transform from the text after the colon; undefined where there is no colon. */
  readonly parse: (parameters: string | undefined) => Transform;
}

/** Reads `count` finite numbers between commas, or undefined for any other text. */
export function parseNumbers(text: string | undefined, count: number): number[] | undefined {
  const parts = text?.split(",") ?? [];
  // Number("") is 0: a number that was left out must not pass for one.
  const numbers = parts.map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** The error for parameters that do not fit their transform. */
export function badTransform(kind: string, expected: string, parameters: string | undefined): OptionsError {
  const got = parameters === undefined ? "nothing" : show(parameters);
  return new OptionsError("bad-transform", `transform ${kind}: expected ${expected}, got ${got}`);
}
