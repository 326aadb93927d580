import { type Failure, toFailure } from "./answer.ts";

/** Why a browser leaves everything to the edge, by the code of what its engine was refused with. */
const REASONS: Readonly<Record<string, string>> = {
  "simd-missing": "This browser has no WebAssembly with SIMD, which computing recommendations here needs.",
  "needs-private-files": "This model is made of the histories of its users, which no browser may fetch.",
};

/** What keeps the engine out of this browser, but not the page: the edge has it all the same. undefined for any other failure. */
export function edgeOnlyReason(thrown: unknown): Failure | undefined {
  const failure = toFailure(thrown);
  return Object.hasOwn(REASONS, failure.code) ? failure : undefined;
}

/** The reason for the visitor, and what follows from it. */
export function edgeOnlySentence({ code, message }: Failure): string {
  return `${REASONS[code] ?? message} All lists come from the edge.`;
}
