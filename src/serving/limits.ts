/** Limits of a request, in one place: the engine enforces them and the HTTP schema states them. */

/** List length where a request names none. */
export const DEFAULT_K = 10;
/** Longest list that one request may ask for. */
export const MAXIMUM_K = 1000;
/** Most items that a list may pass over before it begins. */
export const MAXIMUM_OFFSET = 10_000;
/** Most columns that a request may limit the values of. */
export const MAXIMUM_LIMITS = 16;
/** Most columns that a request may ask for. */
export const MAXIMUM_FIELDS = 64;
/** Most showings that a request may tell of. */
export const MAXIMUM_SHOWN = 1000;
/** Longest history of a request, in item ids. */
export const MAXIMUM_HISTORY = 1000;
/** Most item ids that a request may exclude. */
export const MAXIMUM_EXCLUDE = 10_000;
/** Most items that one request may have predictions for. */
export const MAXIMUM_PREDICTIONS = 1000;
/** Most items that one request may have ordered. */
export const MAXIMUM_RANKED = 1000;
/** Most requests that one batch may have. */
export const MAXIMUM_BATCH = 20;
/** Largest value of an item in a history, either way: beyond it is a mistake, and f32 sums of values would overflow. */
export const MAXIMUM_VALUE = 1e15;
/** Largest body of an HTTP request. */
export const MAXIMUM_BODY_BYTES = 1_048_576;
/** Catalogues of this many items and more are searched in two passes: the int8 copy fits the cache, the f32 rows do not. */
export const TWO_PASS_ITEMS = 32_768;
