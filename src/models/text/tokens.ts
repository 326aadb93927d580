import { show } from "../../check.ts";

/** How texts become terms. */
export interface TokeniserOptions {
  /** BCP 47 code of the language: decides lower case, and whether words are told apart by a dictionary. */
  readonly language: string;
  /** Words that are left out, in lower case. */
  readonly stopWords: ReadonlySet<string>;
  /** Shortest and longest run of words that is a term: 1 and 2 give words and pairs of neighbours. */
  readonly ngrams: readonly [shortest: number, longest: number];
}

/** Runs of two or more letters, digits and underscores of any script: Python's `\b\w\w+\b`. */
const WORD = /[\p{L}\p{N}_]{2,}/gu;

/** Scripts without spaces between words: a run of letters is a sentence there. */
const WITHOUT_SPACES: ReadonlySet<string> = new Set(["zh", "ja", "th", "km", "lo", "my"]);

/**
 * Makes the function that takes a text apart: lower case, words, without stop words, then runs of neighbouring words joined
 * by a space. Neighbours are those that are left once stop words are gone. The order is that of the text, all runs of one
 * length before those of the next. In languages without spaces the platform's dictionary finds the words (Intl.Segmenter).
 *
 * For English this is the analyser of scikit-learn's TfidfVectorizer, but for its own list of stop words. O(text).
 */
export function createTokeniser({ language, stopWords, ngrams }: TokeniserOptions): (text: string) => string[] {
  const [shortest, longest] = ngrams;
  const wordsOf = WITHOUT_SPACES.has(primaryCode(language)) ? segmentedWords(language) : spacedWords;
  return (text) => {
    const words = wordsOf(text.toLocaleLowerCase(language)).filter((word) => !stopWords.has(word));
    if (shortest === 1 && longest === 1) return words;
    const terms: string[] = [];
    for (let length = shortest; length <= longest; length++) {
      for (let start = 0; start + length <= words.length; start++) {
        terms.push(words.slice(start, start + length).join(" "));
      }
    }
    return terms;
  };
}

function spacedWords(text: string): string[] {
  return text.match(WORD) ?? [];
}

function segmentedWords(language: string): (text: string) => string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  // A single character is a word in these languages.
  return (text) =>
    Array.from(segmenter.segment(text)).flatMap((part) => (part.isWordLike === true ? part.segment : []));
}

/** The language of a code without script and region: `pt` of `pt-BR`. */
export function primaryCode(language: string): string {
  return language.split("-", 1)[0] ?? language;
}

/** Returns a code of BCP 47 as it is usually written. Throws RangeError for anything else. */
export function checkLanguage(name: string, value: unknown): string {
  try {
    const [code] = Intl.getCanonicalLocales(String(value));
    if (typeof value === "string" && code !== undefined) return code;
  } catch {
    // Said below, in the words of every other option.
  }
  throw new RangeError(`${name}: expected the code of a language such as en, de or pt-BR, got ${show(value)}`);
}
