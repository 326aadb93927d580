import type { CountDistribution, Quantiles, ValueDistribution, YearDistribution } from "../../data/profile.ts";
import { capital, count, percent, plural, significant } from "./format.ts";
import { barChart, histogram } from "./histogram.ts";
import type { ReportChart } from "./types.ts";

/** How often each value occurs: a bar a value, or bins where values are many. */
export function valueChart(
  distribution: ValueDistribution,
  noun: string,
  what: "values" | "counts" = "values",
): ReportChart {
  const shared = { title: `Distribution of ${what}`, xTitle: what.slice(0, -1), yTitle: noun };
  const takeaway = valueTakeaway(distribution, noun);
  if (distribution.kind === "distinct") {
    const bars = distribution.values.map(({ value, count }) => ({ label: significant(value, 6), count }));
    return barChart(bars, {
      ...shared,
      takeaway,
      description: `How many ${noun} have each value, evenly spaced.`,
      table: { columns: ["value", noun], rows: bars.map((bar) => [bar.label, { figure: count(bar.count) }]) },
    });
  }
  return histogram(distribution.bins, {
    ...shared,
    takeaway,
    description: `How many ${noun} have which value, in ${distribution.bins.length} bins of equal width.`,
    table: {
      columns: ["from", "to", noun],
      rows: distribution.bins.map(({ low, high, count: size }) => [
        { figure: significant(low, 6) },
        { figure: significant(high, 6) },
        { figure: count(size) },
      ]),
    },
  });
}

/** How many users (or items) have how many interactions, on a logarithmic axis. */
export function countChart(
  { bins, quantiles }: CountDistribution,
  subject: "user" | "item",
  noun: string,
): ReportChart {
  const without = bins.filter(({ low }) => low === 0).reduce((sum, bin) => sum + bin.count, 0);
  return histogram(
    bins.filter(({ low }) => low > 0),
    {
      title: `${capital(noun)} ${subject === "user" ? "a user" : "an item"}`,
      takeaway: countTakeaway(quantiles, subject, noun.slice(0, -1)),
      description:
        `How many ${subject}s have how many ${noun}, on a logarithmic axis` +
        (without === 0
          ? "."
          : `; ${plural(without, subject)} with none cannot stand on it and can be found in the table.`),
      xTitle: `${noun} ${subject === "user" ? "of a user" : "of an item"}`,
      yTitle: `${subject}s`,
      scale: "log",
      table: {
        columns: ["from", "to", `${subject}s`],
        rows: bins.map(({ low, high, count: size }) => [
          { figure: count(low) },
          { figure: count(Math.max(low, high - 1)) },
          { figure: count(size) },
        ]),
      },
    },
  );
}

/** What half of the users or items have, nine in ten and the first; "at most" holds where many have the same number too. */
function countTakeaway({ minimum, median, p90, maximum }: Quantiles, subject: string, noun: string): string {
  if (minimum === maximum) return `Every ${subject} has ${plural(minimum, noun)}.`;
  return (
    `Half of the ${subject}s have at most ${plural(Math.floor(median), noun)}, about nine in ten at most ` +
    `${count(Math.ceil(p90))}, and the one with the most ${count(maximum)}.`
  );
}

/** How many items are from which year. */
export function yearChart({ years, unknownItems }: YearDistribution): ReportChart {
  return histogram(
    years.map(({ year, items }) => ({ low: year, high: year + 1, count: items })),
    {
      title: "Items by year",
      takeaway: yearTakeaway(years),
      description:
        "How many items of the data are from which year" +
        (unknownItems === 0
          ? "."
          : `; ${plural(unknownItems, "item")} of unknown year ${unknownItems === 1 ? "is" : "are"} left out.`),
      xTitle: "year",
      yTitle: "items",
      xFormat: "d",
      table: {
        columns: ["year", "items"],
        rows: years.map(({ year, items }) => [String(year), { figure: count(items) }]),
      },
    },
  );
}

/** The most frequent value, or the bin with the most. */
function valueTakeaway(distribution: ValueDistribution, noun: string): string {
  if (distribution.kind === "distinct") {
    const total = distribution.values.reduce((sum, { count: own }) => sum + own, 0);
    const most = largest(distribution.values);
    return most === undefined
      ? ""
      : `${significant(most.value, 6)} is the most frequent value: ${percent(most.count / total)} of the ${noun} have it.`;
  }
  const total = distribution.bins.reduce((sum, { count: own }) => sum + own, 0);
  const most = largest(distribution.bins);
  if (most === undefined) return "";
  const [low, high] = [significant(most.low, 4), significant(most.high, 4)];
  return `${percent(most.count / total)} of the ${noun} have values from ${low} to ${high}, more than any other bin.`;
}

/** The year that half of the items with a year are not younger than. */
function yearTakeaway(years: YearDistribution["years"]): string {
  const total = years.reduce((sum, { items }) => sum + items, 0);
  const until = (place: number): number => years.slice(0, place + 1).reduce((sum, { items }) => sum + items, 0);
  const middle = years.find((_, place) => 2 * until(place) >= total);
  const most = largest(years.map(({ year, items }) => ({ year, count: items })));
  if (middle === undefined || most === undefined) return "No item has a year.";
  return (
    `Half of the items with a year are from ${middle.year} or before; ` +
    `the year with the most is ${most.year}, with ${plural(most.count, "item")}.`
  );
}

function largest<T extends { readonly count: number }>(parts: readonly T[]): T | undefined {
  return parts.reduce<T | undefined>((most, part) => (most && most.count >= part.count ? most : part), undefined);
}
