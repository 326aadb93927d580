import { isMissingNumber } from "./missing.ts";

/** A column of numbers, and the notation that was recognised. */
export interface NumberReading {
  /** By row; NaN where missing. */
  readonly numbers: readonly number[];
  /** The recognised notation: `"1,299.99" is read as 1299.99 …`; undefined for plain numbers. */
  readonly note: string | undefined;
}

/** Three-letter currency codes of prices. Accepting any three letters would turn codes into numbers. */
const CURRENCY_CODES = "USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|CNY|INR|KRW|BRL|MXN|SEK|NOK|DKK|PLN|CZK|HUF|TRY|ZAR|RUB";
const UNIT = `[A-Z]{0,3}\\p{Sc}|${CURRENCY_CODES}|kr|zł|Kč`;
/** A sign, a unit on one side, digits with separators between them. */
const DECORATED = new RegExp(
  `^([+\\-−]?)\\s*(?:(${UNIT})\\s*)?([+\\-−]?)([\\d.](?:[\\d.,'’\\s]*\\d)?[.,]?)\\s*(${UNIT}|%)?$`,
  "u",
);

/** A notation of numbers: the separators of thousands and of the fraction. */
interface Notation {
  readonly says: string;
  readonly fits: RegExp;
  readonly plain: (digits: string) => string;
}

const POINTS: Notation = {
  says: "points separate thousands, and a comma the fraction",
  fits: /^(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?$/,
  plain: (digits) => digits.replaceAll(".", "").replace(",", "."),
};

/** In this order: the first that fits every cell of a column is taken. */
const NOTATIONS: readonly Notation[] = [
  { says: "", fits: /^(?:\d+\.?\d*|\.\d+)$/, plain: (digits) => digits },
  {
    says: "commas separate thousands",
    fits: /^(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(?:\.\d*)?$/,
    plain: (digits) => digits.replaceAll(",", ""),
  },
  POINTS,
  {
    says: "blanks separate thousands, and a comma the fraction",
    fits: /^(?:\d{1,3}(?:\s\d{3})+|\d+)(?:,\d*)?$/,
    plain: (digits) => digits.replaceAll(/\s/g, "").replace(",", "."),
  },
  {
    says: "blanks separate thousands",
    fits: /^(?:\d{1,3}(?:\s\d{3})+|\d+)(?:\.\d*)?$/,
    plain: (digits) => digits.replaceAll(/\s/g, ""),
  },
  {
    says: "apostrophes separate thousands",
    fits: /^(?:\d{1,3}(?:['’]\d{3})+|\d+)(?:\.\d*)?$/,
    plain: (digits) => digits.replaceAll(/['’]/g, ""),
  },
];

/** `1.299` with a currency is 1299: prices have no thousandths. */
const POINT_BETWEEN_THOUSANDS = /^[1-9]\d{0,2}\.\d{3}$/;

interface Decorated {
  readonly negative: boolean;
  readonly unit: string;
  readonly digits: string;
}

/**
 * The numbers of a column, where every cell is one or is missing and at least one is not missing; undefined otherwise.
 *
 * Plain numbers (`1.5`, `-3e5`) are read as they are; digits with a leading zero are a code, not a number. Otherwise
 * one notation must fit all cells, with at most one currency, before or after; cells without it are allowed. A
 * percentage is read as the number before the sign, where all cells but zeros have one.
 */
export function readNumbers(texts: readonly string[]): NumberReading | undefined {
  const given = texts.filter((text) => !isMissingNumber(text));
  if (given.length === 0) return undefined;
  if (given.every(isPlainNumber)) return { numbers: mapNumbers(texts, Number), note: undefined };
  const parts = given.map(decorated);
  if (!parts.every((part) => part !== undefined)) return undefined;
  const [unit = "", ...others] = unitsOf(parts);
  if (others.length > 0 || (unit === "%" && parts.some((part) => part.unit === "" && Number(part.digits) !== 0))) {
    return undefined;
  }
  const notation = notationOf(parts, unit);
  if (notation === undefined) return undefined;
  const read = (text: string): number => {
    const { negative = false, digits = "" } = decorated(text) ?? {};
    return (negative ? -1 : 1) * Number(notation.plain(digits));
  };
  const example = given.find((text) => !isPlainNumber(text)) ?? "";
  const why = [unit === "" ? "" : `${unit} is left out`, notation.says].filter((text) => text !== "").join("; ");
  return {
    numbers: mapNumbers(texts, read),
    note: `${JSON.stringify(example.trim())} is read as ${read(example)}: ${why}`,
  };
}

/** Whether a cell by itself is a number in any of the notations. */
export function looksLikeNumber(text: string): boolean {
  if (isPlainNumber(text)) return true;
  const part = decorated(text);
  return part !== undefined && NOTATIONS.some(({ fits }) => fits.test(part.digits));
}

/** Whether a cell is digits with a leading zero, as in codes. */
export function isCode(text: string): boolean {
  return /^[+-]?0[0-9xXbBoO]/.test(text.trim()) && Number.isFinite(Number(text.trim()));
}

/** The currencies and percent signs that the cells of a column have. */
export function unitsIn(texts: readonly string[]): string[] {
  return unitsOf(texts.flatMap((text) => decorated(text) ?? []));
}

function isPlainNumber(text: string): boolean {
  return Number.isFinite(Number(text.trim())) && !isCode(text);
}

function decorated(text: string): Decorated | undefined {
  const found = DECORATED.exec(text.trim());
  if (found === null) return undefined;
  const [, outer = "", before = "", inner = "", digits = "", after = ""] = found;
  if ((before !== "" && after !== "") || (outer !== "" && inner !== "") || /^0\d/.test(digits)) return undefined;
  return { negative: /[-−]/.test(outer + inner), unit: before + after, digits };
}

function unitsOf(parts: readonly Decorated[]): string[] {
  return [...new Set(parts.map(({ unit }) => unit))].filter((unit) => unit !== "");
}

function notationOf(parts: readonly Decorated[], unit: string): Notation | undefined {
  const digits = parts.map((part) => part.digits);
  const fractions = digits.filter((text) => text.includes("."));
  const money = unit !== "" && unit !== "%";
  const thousands = money && fractions.length > 0 && fractions.every((text) => POINT_BETWEEN_THOUSANDS.test(text));
  const possible = thousands ? [POINTS] : NOTATIONS;
  return possible.find(({ fits }) => digits.every((text) => fits.test(text)));
}

function mapNumbers(texts: readonly string[], read: (text: string) => number): number[] {
  return texts.map((text) => (isMissingNumber(text) ? Number.NaN : read(text)));
}
