/**
 * The family of errors that NearEdge throws on purpose. Each has a stable `code`, so that programs can tell
 * them apart without reading the message, and a message with the expectation, the value, the place and the remedy.
 *
 * A wrong kind of argument is a TypeError and a wrong value a RangeError (see check.ts); these classes are for failures
 * that belong to a room of the project.
 */
export abstract class NearEdgeError extends Error {
  /** Stable identifier, lower-case words joined by hyphens: `unknown-column`, `shard-checksum`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Input data could not be read or does not fit the request. */
export class DataError extends NearEdgeError {
  override readonly name = "DataError";
}

/** An option has an unknown value, one out of range, or one that contradicts another option. */
export class OptionsError extends NearEdgeError {
  override readonly name = "OptionsError";
}

/** The WebAssembly kernels could not be loaded or were given shapes that they do not support. */
export class KernelError extends NearEdgeError {
  override readonly name = "KernelError";
}

/** Training failed: it diverged, a worker thread died, or it was interrupted. */
export class TrainingError extends NearEdgeError {
  override readonly name = "TrainingError";
}

/** An artefact is malformed, truncated, altered or of a version that this code does not read. */
export class ArtefactError extends NearEdgeError {
  override readonly name = "ArtefactError";
}

/** A request names something that the model does not have, such as an unknown item. */
export class RequestError extends NearEdgeError {
  override readonly name = "RequestError";
}
