/** The option `--ratings`, the same for every command that takes a history. */
export const ratingsOption = [
  "--ratings <values>",
  "what the person gave the items of --history, in the same order: ratings, or how often or how long",
] as const;
