import { type Columns, columnLabel } from "./columns.ts";

/** A value of a column and how many items carry it. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** A column of texts that items can be chosen by. */
export interface Facet {
  readonly column: string;
  readonly label: string;
  /** The commonest first, then by name. */
  readonly values: readonly FacetValue[];
}

const MOST_FACETS = 4;
/** Names of columns whose values nobody chooses by; addresses are no categories. */
const NOT_CHOSEN = /^(currency|.*_id)$/i;

/** Counts values of columns while items are read one by one. */
export function createFacetCounts(columns: readonly string[]) {
  const chosen = columns.filter((column) => !NOT_CHOSEN.test(column));
  const counts = new Map(chosen.map((column) => [column, new Map<string, number>()]));
  return {
    add: (categories: Readonly<Record<string, readonly string[]>>): void => {
      for (const [column, values] of counts) {
        for (const value of categories[column] ?? []) values.set(value, (values.get(value) ?? 0) + 1);
      }
    },
    /** Values of one column, the commonest first. */
    values: (column: string | undefined): FacetValue[] => sorted(counts.get(column ?? "") ?? new Map()),
    /** Columns worth a filter: those with several values, of which most stand at more than one item. Kind, then category, then the rest. */
    facets: ({ kind, category }: Columns): Facet[] => {
      const rank = (column: string): number => (column === kind ? 0 : column === category ? 1 : 2);
      return [...counts]
        .filter(([, values]) => values.size > 1 && sumOf(values) >= 2 * values.size)
        .map(([column, values]) => ({ column, label: columnLabel(column), values: sorted(values) }))
        .sort((a, b) => rank(a.column) - rank(b.column))
        .slice(0, MOST_FACETS);
    },
  };
}

function sorted(values: ReadonlyMap<string, number>): FacetValue[] {
  return [...values]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function sumOf(values: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of values.values()) sum += count;
  return sum;
}
