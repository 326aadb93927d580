/** Limits of a request, in one place: the engine enforces them and the HTTP schema states them. */
export const DEFAULT_K = 10;
export const MAXIMUM_K = 1000;
export const MAXIMUM_HISTORY = 1000;
export const MAXIMUM_EXCLUDE = 10_000;
export const MAXIMUM_BODY_BYTES = 1_048_576;
/** How many of the best retrieved items the head orders anew. */
export const RERANK_CANDIDATES = 200;
