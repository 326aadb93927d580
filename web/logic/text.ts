/** Letters that Unicode does not decompose into a plain letter and a mark. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/**
 * Reduces text to what a reader would type: lower case, no diacritics, no apostrophes, other punctuation as single
 * spaces. "L'Étranger" becomes "letranger", "Brontë, E." becomes "bronte e".
 */
export function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’ʼ]/g, "")
    .replace(/[æœøßłđðþı]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
}

/** "1 work", "2 works", with thousands separated. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** Whole number with thousands separated by commas. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-GB");
}

/** Milliseconds with the digits that mean something: "0.08 ms", "4.2 ms", "130 ms". */
export function formatMilliseconds(elapsedMs: number): string {
  const digits = elapsedMs < 1 ? 2 : elapsedMs < 20 ? 1 : 0;
  return `${elapsedMs.toFixed(digits)} ms`;
}

/** Bytes in megabytes with one decimal: "3.4 MB". */
export function formatMegabytes(byteLength: number): string {
  return `${(byteLength / 1e6).toFixed(1)} MB`;
}

/** "1st", "2nd", "3rd", "11th". */
export function ordinal(place: number): string {
  const teen = place % 100 >= 11 && place % 100 <= 13;
  const ending = teen ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${ending}`;
}

/** A share with its sign: 0.1234 is "+12.3 %", −0.0491 "−4.9 %". */
export function signedPercent(share: number): string {
  const percent = (Math.abs(share) * 100).toFixed(1);
  return `${percent === "0.0" ? "±" : share < 0 ? "−" : "+"}${percent} %`;
}

/** A predicted rating as a star with one decimal: "★ 4.3". */
export function formatRating(rating: number): string {
  return `★ ${rating.toFixed(1)}`;
}
