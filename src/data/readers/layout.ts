import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";

/**
 * The meaning of quotes in a delimited text: none, or as in RFC 4180, with an inner quote doubled or escaped by a
 * backslash.
 */
export const QUOTE_RULES = ["none", "double", "backslash"] as const;
/** The decimal mark of a number. */
export const DECIMALS = ["point", "comma"] as const;

/** The layout of a delimited text, as far as the caller gives it; the rest is recognised. */
export interface TextLayout {
  /** One character; a space stands for any number of spaces. */
  readonly separator?: string | undefined;
  /** Whether the first row names the columns. */
  readonly header?: boolean | undefined;
  readonly quote?: (typeof QUOTE_RULES)[number] | undefined;
}

/** The notation of numbers and dates, as far as the caller gives it. */
export interface Notation {
  readonly decimal?: (typeof DECIMALS)[number] | undefined;
  /** Format of strptime such as `%d.%m.%Y`, or `epoch` for seconds or milliseconds since 1970 only. */
  readonly dateFormat?: string | undefined;
}

/** Throws OptionsError `bad-separator`. */
export function checkLayout({ separator }: TextLayout): void {
  if (separator === undefined || /^[^\p{L}\p{N}"\r\n\\.+_-]$/u.test(separator)) return;
  const hint = separator === "::" ? "; files of MovieLens with :: and no header are --format movielens-1m" : "";
  throw new OptionsError(
    "bad-separator",
    `separator: expected one character, no letter, digit, quote or line break, got ${show(separator)}${hint}`,
  );
}

/** The given options of the layout, by their command-line names. */
export function givenLayout({ separator, header, quote }: TextLayout): string[] {
  return [
    ...(separator === undefined ? [] : ["--separator"]),
    ...(header === undefined ? [] : [header ? "--header" : "--no-header"]),
    ...(quote === undefined ? [] : ["--quote"]),
  ];
}
