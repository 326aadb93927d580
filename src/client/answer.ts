import { AnswerError, ProblemError } from "./errors.ts";
import type { Problem } from "./types.ts";

/** How much of an answer that is none a message repeats. */
const EXCERPT_LENGTH = 120;

/**
 * The value of an answer. Throws ProblemError for a problem document, and AnswerError for whatever does not come from the service:
 * the value is not held against its schema.
 */
export function answerOf(request: string, { ok, status, headers }: Response, text: string): unknown {
  const mediaType = headers.get("Content-Type") ?? "";
  const [value, cause] = /^application\/(problem\+)?json\b/i.test(mediaType) ? parsed(text) : [];
  if (ok && value !== undefined) return value;
  if (isProblem(value)) throw new ProblemError(value);
  const excerpt = text.slice(0, EXCERPT_LENGTH);
  const got = `status ${status}, ${mediaType || "no media type"}, ${JSON.stringify(excerpt)}`;
  throw new AnswerError(`${request}: expected JSON of a NearEdge service, got ${got}`, status, excerpt, cause);
}

function parsed(text: string): [value?: unknown, error?: unknown] {
  try {
    return [JSON.parse(text)];
  } catch (error) {
    return [undefined, error];
  }
}

function isProblem(value: unknown): value is Problem {
  const { type, detail, code } = Object(value) as Partial<Record<keyof Problem, unknown>>;
  return [type, detail, code].every((one) => typeof one === "string");
}
