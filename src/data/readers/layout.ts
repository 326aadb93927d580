import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";

/** What quotes mean in a delimited text: nothing, or as RFC 4180 has it, with a quote inside doubled or behind a backslash. */
export const QUOTE_RULES = ["none", "double", "backslash"] as const;
/** The decimal mark of a number. */
export const DECIMALS = ["point", "comma"] as const;

/** How a delimited text is laid out, as far as the caller says so; the rest is recognised. */
export interface TextLayout {
  /** One character; a space stands for any number of spaces. */
  readonly separator?: string | undefined;
  /** Whether the first row names the columns. */
  readonly header?: boolean | undefined;
  readonly quote?: (typeof QUOTE_RULES)[number] | undefined;
}

/** How numbers and dates are written, as far as the caller says so. */
export interface Notation {
  readonly decimal?: (typeof DECIMALS)[number] | undefined;
  /** Format of strptime such as `%d.%m.%Y`, or `epoch` for seconds or milliseconds since 1970 and nothing else. */
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

/** The options of a layout that were given, as the command line calls them. */
export function givenLayout({ separator, header, quote }: TextLayout): string[] {
  return [
    ...(separator === undefined ? [] : ["--separator"]),
    ...(header === undefined ? [] : [header ? "--header" : "--no-header"]),
    ...(quote === undefined ? [] : ["--quote"]),
  ];
}
