/** A value as JSON, Python or PostgreSQL writes it. Numbers stay as written; null is a value that is missing. */
export type Literal = string | null | readonly Literal[] | ReadonlyMap<string, Literal>;
