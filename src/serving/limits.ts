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
export const MAXIMUM_EXCLUDE = 100_000;
/** Most columns of a filter in the short form. */
export const MAXIMUM_FILTER_COLUMNS = 32;
/** Most clauses of a filter in the long form, those of its groups included. */
export const MAXIMUM_FILTER_CLAUSES = 64;
/** Groups within groups of a filter: the outermost is 1 deep. */
export const MAXIMUM_FILTER_DEPTH = 4;
/** Most values that one condition of a filter may list. */
export const MAXIMUM_FILTER_VALUES = 1000;
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
/** Largest body of a request that may exclude items: MAXIMUM_EXCLUDE ids of 40 bytes. */
export const MAXIMUM_LIST_BODY_BYTES = 4_194_304;
/** Most likes of a request, and as many dislikes. */
export const MAXIMUM_EXAMPLES = 100;
/** Largest weight of a like or a dislike: so often an item of the history counts at most. */
export const MAXIMUM_EXAMPLE_WEIGHT = 10;
/** Longest vector that stands for a user: as many factors as a model can have. */
export const MAXIMUM_VECTOR = 512;
/** Parts of a score that an explanation names, at most. */
export const MAXIMUM_REASONS = 3;
