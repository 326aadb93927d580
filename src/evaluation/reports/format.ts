/** Stands where a model has no value for a metric. */
export const DASH = "–";

/** A count with commas: `100,836`. */
export function count(value: number): string {
  return value.toLocaleString("en-GB");
}

/** A count with its noun: `1 fold`, `5 folds`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A metric's value with four digits behind the point; a dash where there is none. */
export function figure(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? DASH : minus(value.toFixed(4));
}

/** A difference with its sign: `+0.0123`, `−0.0004`. */
export function difference(value: number): string {
  return Number.isNaN(value) ? DASH : `${value > 0 ? "+" : ""}${minus(value.toFixed(4))}`;
}

/** Seconds with two digits behind the point, or none from a hundred; a dash where there are none. */
export function seconds(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return DASH;
  return value < 100 ? value.toFixed(2) : count(Math.round(value));
}

/** A share from 0 to 1 as a percentage, `93.7 %`, that no line break parts. */
export function percent(share: number, digits = 1): string {
  return Number.isNaN(share) ? DASH : `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** A number of unknown size with up to `digits` significant ones, without zeros at the end: `3.53`, `1,200`. */
export function significant(value: number, digits = 4): string {
  return minus(value.toLocaleString("en-GB", { maximumSignificantDigits: Math.max(digits, wholeDigits(value)) }));
}

function wholeDigits(value: number): number {
  return Math.min(21, Math.trunc(Math.abs(value)).toString().length);
}

/** The lowest and the highest: `943`, `940 to 943`. */
export function range(values: readonly number[]): string {
  if (values.length === 0) return "no";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? count(low) : `${count(low)} to ${count(high)}`;
}

/** Sentences one after another, each with a capital letter and a full stop. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences.map((text) => capital(text) + (/[.!?]$/.test(text) ? "" : ".")).join(" ");
}

/** The same text with a capital letter in front. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function minus(text: string): string {
  return text.replace("-", "−");
}
