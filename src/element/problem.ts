import { NearEdgeError } from "../errors.ts";

/** What `near-edge-error` says. */
export interface ElementProblem {
  /** Stable: a code of an error of the engine or of the client, or one of docs/element.md. */
  readonly code: string;
  readonly message: string;
  /** Whether there is no list because of it. */
  readonly fatal: boolean;
}

/** An error as the element tells of it. */
export function problemOf(error: unknown): ElementProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof NearEdgeError ? error.code : codeOf(error), message, fatal: true };
}

/** Values beyond limits are what the page asked for; anything else is not expected, and a network that breaks off mostly is. */
const codeOf = (error: unknown): string => (error instanceof RangeError ? "bad-attribute" : "unexpected");
