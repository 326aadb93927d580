import type { OptionSpec } from "../models/option-specs.ts";

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };

/**
 * The value that a text of `key=value` stands for: a number, true or false, else the text. An option of texts keeps its text,
 * even where that looks like a number: a column may be called `2024`. Whether the value is a right one is for the option to say.
 */
export function parseOptionText(text: string, kind?: OptionSpec["kind"]): number | boolean | string {
  if (kind === "text" || kind === "choice") return text;
  if (Object.hasOwn(BOOLEANS, text)) return BOOLEANS[text] ?? text;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? text : value;
}
