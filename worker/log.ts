import { NearEdgeError } from "../src/errors.ts";

/** Writes one line of JSON to the Worker's log: an event and what it concerns, an error with its stack and its cause. */
export function log(event: string, subject: unknown): void {
  if (subject instanceof Error) console.error(JSON.stringify({ event, error: describeError(subject) }));
  else console.info(JSON.stringify({ event, subject }));
}

function describeError(error: Error): Record<string, unknown> {
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof NearEdgeError ? { code: error.code } : {}),
    stack: error.stack,
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}
