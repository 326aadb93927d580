import { NearEdgeError } from "../errors.ts";
import type { Problem, ProblemKind } from "./types.ts";

/** The service said what is wrong, in a problem document (RFC 9457). */
export class ProblemError extends NearEdgeError {
  override readonly name = "ProblemError";
  /** Which of the problems of the interface it is. A service of a later release may have more of them. */
  readonly kind: ProblemKind;
  /** The kind, or what is behind it, such as `missing-shard` behind `model-unavailable`. */
  declare readonly code: ProblemKind | (string & {});
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** What is wrong with single fields; empty where no field is at fault. */
  readonly errors: NonNullable<Problem["errors"]>;

  constructor({ type, title, status, detail, code, errors = [] }: Problem) {
    super(code, detail);
    // `/docs#unknown-item`: the table that the kinds come from has them as they stand there.
    this.kind = type.slice(type.lastIndexOf("#") + 1) as ProblemKind;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
  }
}

/** There was no answer in time. */
export class TimeoutError extends NearEdgeError {
  override readonly name = "TimeoutError";
}

/** There was no answer: no connection, one that broke, or an answer that the browser keeps from the page. */
export class NetworkError extends NearEdgeError {
  override readonly name = "NetworkError";
}

/** There was an answer, but not of this interface: a page of a proxy, or JSON that ends too early. */
export class AnswerError extends NearEdgeError {
  override readonly name = "AnswerError";
  readonly status: number;
  /** How the answer begins. */
  readonly excerpt: string;

  constructor(message: string, status: number, excerpt: string, cause?: unknown) {
    super("unexpected-answer", message, { cause });
    this.status = status;
    this.excerpt = excerpt;
  }
}
