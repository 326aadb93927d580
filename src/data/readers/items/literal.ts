/** A value as JSON, Python or PostgreSQL writes it. Numbers stay as written; null is a missing value. */
export type Literal = string | null | readonly Literal[] | ReadonlyMap<string, Literal>;
