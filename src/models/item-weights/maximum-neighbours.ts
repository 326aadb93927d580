/** Longest list of neighbours that can be asked for. */
export const MAXIMUM_NEIGHBOURS = 100_000;
