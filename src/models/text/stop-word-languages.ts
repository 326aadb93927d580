/** The languages that have a list of stop words (stop-words.ts), by name. */
export const STOP_WORD_LANGUAGES = ["english", "german", "french", "spanish"] as const;

/** A language that has a list. */
export type StopWordLanguage = (typeof STOP_WORD_LANGUAGES)[number];
