import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";

/** A rule that changes the values of interactions before a model is fitted to them. */
export interface Transform {
  /** In the words of the command line, parameters included: `sigmoid:5,1`. Stands beside every figure. */
  readonly name: string;
  /** Learns what it needs from the values of train, f32[rows], and gives the change of one value. */
  fit(train: Float32Array): (value: number) => number;
}

/** Transforms that differ in parameters: one line of the table of transforms. */
export interface TransformFamily {
  /** How it is written, for messages: `sigmoid:INFLECTION,STEEPNESS`. */
  readonly syntax: string;
  /** Makes the transform from the text behind the colon; undefined where there is no colon. */
  readonly parse: (parameters: string | undefined) => Transform;
}

/** Reads `count` finite numbers between commas, or undefined where the text is anything else. */
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
