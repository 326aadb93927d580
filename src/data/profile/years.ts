import type { YearDistribution } from "./types.ts";

/** From the oldest writing to announced works; other numbers in such a column are not years. */
const [EARLIEST, LATEST] = [-4000, 2999];

/** Items of each year. `years` is f64[items], NaN where unknown; parts of a year are cut off. */
export function distributeYears(years: Float64Array): YearDistribution {
  const counts = new Uint32Array(LATEST - EARLIEST + 1);
  let unknownItems = 0;
  for (const value of years) {
    const year = Math.floor(value);
    if (year >= EARLIEST && year <= LATEST) counts[year - EARLIEST]! += 1;
    else unknownItems += 1;
  }
  const all = Array.from(counts, (items, at) => ({ year: EARLIEST + at, items }));
  return { years: all.filter(({ items }) => items > 0), unknownItems };
}
