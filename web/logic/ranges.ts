import { type Columns, columnLabel } from "./columns.ts";
import { priceWords, yearWords } from "./item.ts";

/** A numeric column with the places that a slider stops at. */
export interface RangeColumn {
  readonly column: string;
  readonly label: string;
  /**
   * Ascending and distinct, from the least value to the largest; at most MOST_STOPS, at equal shares of the items: few very old
   * or very dear ones do not take up the whole slider.
   */
  readonly stops: readonly number[];
  readonly words: (value: number) => string;
}

const MOST_STOPS = 200;
const MOST_RANGES = 3;
/** Beyond this are times in seconds and the like, which say nothing as numbers. */
const LARGEST = 1e8;
const NOT_CHOSEN = /(^|_)(id|index|timestamp|time)$/i;

/** Collects numbers of columns while items are read one by one. */
export function createRangeValues(columns: readonly string[]) {
  const values = new Map(
    columns.filter((column) => !NOT_CHOSEN.test(column)).map((column) => [column, [] as number[]]),
  );
  return {
    add: (numbers: Readonly<Record<string, number>>): void => {
      for (const [column, own] of values) {
        const value = numbers[column];
        if (value !== undefined && Number.isFinite(value)) own.push(value);
      }
    },
    /** Columns with at least three values; price, then year, then the rest. */
    ranges: ({ price, year }: Columns, currency: string): RangeColumn[] => {
      const rank = (column: string): number => (column === price ? 0 : column === year ? 1 : 2);
      const wordsOf = (column: string): RangeColumn["words"] => {
        if (column === price) return (value) => priceWords(value, currency);
        return column === year ? yearWords : (value) => value.toLocaleString("en-GB", { maximumFractionDigits: 2 });
      };
      return [...values]
        .map(([column, own]) => ({ column, label: columnLabel(column), stops: stopsOf(own), words: wordsOf(column) }))
        .filter(({ stops }) => stops.length >= 3 && Math.abs(stops.at(-1) ?? 0) < LARGEST)
        .sort((a, b) => rank(a.column) - rank(b.column))
        .slice(0, MOST_RANGES);
    },
  };
}

/** Quantiles of the values, ends included, each once. O(n log n). */
export function stopsOf(values: readonly number[]): number[] {
  const ascending = Float64Array.from(values).sort();
  const distinct = ascending.filter((value, at) => at === 0 || value !== ascending[at - 1]);
  if (distinct.length <= MOST_STOPS) return [...distinct];
  const last = ascending.length - 1;
  const stops = Array.from(
    { length: MOST_STOPS },
    (_, at) => ascending[Math.round((at * last) / (MOST_STOPS - 1))] ?? 0,
  );
  return stops.filter((value, at) => at === 0 || value !== stops[at - 1]);
}
