type Options = Readonly<Record<string, unknown>>;

const RANKING = "ranking";

/** What an option of rankings is called where those of ratings stand beside it: `similarity` is `rankingSimilarity`. */
export function rankingName(key: string): string {
  return `${RANKING}${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

/** Options of the half that ranks, under the names that rankings have by themselves. */
export function rankingHalf(options: Options, keys: readonly string[]): Options {
  return Object.fromEntries(keys.map((key) => [key, options[rankingName(key)]]));
}

/** Options of the half that predicts: all that do not name themselves options of rankings. */
export function ratingHalf(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !key.startsWith(RANKING)));
}
