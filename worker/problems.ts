import type * as z from "zod/mini";
import { NearEdgeError, RequestError } from "../src/errors.ts";
import type { problemAnswer } from "./schemas/answers.ts";

/** Every problem that the service answers with, by its stable name: the one table from errors to HTTP statuses. */
export const PROBLEMS = {
  "invalid-request": { status: 400, title: "The request is not valid" },
  "invalid-json": { status: 400, title: "The body is not JSON" },
  "unknown-filter-column": { status: 400, title: "The filter names a column that the model does not have" },
  "bad-filter": { status: 400, title: "The filter does not fit its column" },
  "unknown-boost-column": { status: 400, title: "The boost names a column that the model does not have" },
  "bad-boost": { status: 400, title: "The boost cannot be read, or has no value that can be used for some item" },
  "unknown-attribute": { status: 400, title: "The model did not learn from this attribute of users" },
  "unsupported-vector": { status: 400, title: "This model does not take a vector for a person" },
  "bad-vector": { status: 400, title: "The vector does not fit the model" },
  "conflicting-vector": { status: 400, title: "A field beside the vector works on a history" },
  "conflicting-examples": { status: 400, title: "An item is among the likes and the dislikes" },
  "repeated-example": { status: 400, title: "An item is among the likes or the dislikes twice" },
  "unsupported-strategy": { status: 400, title: "The model has no lists by this strategy" },
  "unsupported-explain": { status: 400, title: "The model does not tell what its scores follow from" },
  "unknown-limit-column": { status: 400, title: "A limit names a column that the model does not have" },
  "unknown-scenario": { status: 400, title: "The service has no scenario of this name" },
  "unknown-field-column": { status: 400, title: "A field is a column that the model does not have" },
  "bad-rotation": { status: 400, title: "The times of what was shown are wrong" },
  "bad-explore": { status: 400, title: "Exploration needs more than was sent" },
  "unsupported-diversity": { status: 400, title: "Nothing tells this model that items are alike" },
  "unsupported-explore": { status: 400, title: "This model has no user to draw from" },
  "unsupported-fill": { status: 400, title: "This model does not know similar items" },
  "bad-cursor": { status: 400, title: "The cursor is not of this request" },
  "cursor-gone": { status: 410, title: "The model of this cursor is no longer served" },
  "unsupported-bought-together": { status: 400, title: "The artefact has no counts of pairs of items" },
  "unsupported-latest": { status: 400, title: "The artefact does not say how new items are" },
  "unknown-latest-column": { status: 400, title: "The latest items go by a column that the model does not have" },
  "unsupported-similar-users": { status: 400, title: "The model has no histories of users" },
  "similar-users-off": { status: 403, title: "The service does not name other users" },
  "unknown-user": { status: 404, title: "The model does not know this user" },
  "unknown-item": { status: 404, title: "The model does not know this item" },
  "unknown-model-name": { status: 404, title: "The service has no model of this name" },
  "unknown-path": { status: 404, title: "There is nothing at this path" },
  "method-not-allowed": { status: 405, title: "The path does not take this method" },
  "incomplete-body": { status: 400, title: "The body ended too early" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body is not sent as application/json" },
  "wrong-host": { status: 421, title: "The service does not answer under this host" },
  "internal-error": { status: 500, title: "The service failed" },
  "model-unavailable": { status: 503, title: "The model is not available" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof PROBLEMS;

/** Longest detail: a message may repeat what the caller sent, and that can be as long as the body. */
const DETAIL_LENGTH = 1000;

/** What is wrong with one field: its path (`history[3]`) and what was expected there. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface ProblemParts {
  /** The stable code of the error behind the problem; the kind itself by default. */
  readonly code?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A failure that the caller is told about, as an RFC 9457 problem document. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly code: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, detail: string, parts: ProblemParts = {}) {
    super(detail, { cause: parts.cause });
    this.kind = kind;
    this.code = parts.code ?? kind;
    this.errors = parts.errors;
    this.headers = parts.headers ?? {};
  }
}

/** The problem behind an error. Anything unforeseen becomes `internal-error`, which tells nothing of the inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RequestError) {
    const kind = isKind(error.code) ? error.code : "invalid-request";
    return new Problem(kind, error.message, { code: error.code, cause: error });
  }
  return new Problem("internal-error", "The failure is recorded. The request may be sent again.", { cause: error });
}

/** The problem of a model that could not be loaded: our own errors say why, others only that it is so. */
export function modelUnavailable(error: unknown): Problem {
  const known = error instanceof NearEdgeError;
  const detail = known ? error.message : "The model could not be loaded. The next request tries again.";
  const code = known ? error.code : "model-unavailable";
  return new Problem("model-unavailable", detail, { code, headers: { "Retry-After": "5" }, cause: error });
}

/** The answer that carries a problem: `application/problem+json`, never cached. */
export function problemResponse(problem: Problem): Response {
  const headers = { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...problem.headers };
  return new Response(JSON.stringify(problemDocument(problem)), { status: PROBLEMS[problem.kind].status, headers });
}

/** A problem as RFC 9457 writes it. */
export function problemDocument(problem: Problem): z.output<typeof problemAnswer> {
  const { status, title } = PROBLEMS[problem.kind];
  const { message } = problem;
  return {
    type: `/docs#${problem.kind}`,
    title,
    status,
    detail: message.length > DETAIL_LENGTH ? `${message.slice(0, DETAIL_LENGTH)}…` : message,
    code: problem.code,
    ...(problem.errors === undefined ? {} : { errors: [...problem.errors] }),
  };
}

function isKind(code: string): code is ProblemKind {
  return Object.hasOwn(PROBLEMS, code);
}
