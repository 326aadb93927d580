import type { CountDistribution, ValueDistribution, YearDistribution } from "../../data/profile.ts";
import { capital, count, plural, significant } from "./format.ts";
import { barChart, histogram } from "./histogram.ts";
import type { ReportChart } from "./types.ts";

/** How often each value occurs: a bar a value, or bins where values are many. */
export function valueChart(distribution: ValueDistribution, noun: string): ReportChart {
  const shared = { title: "Distribution of values", xTitle: "value", yTitle: noun };
  if (distribution.kind === "distinct") {
    const bars = distribution.values.map(({ value, count }) => ({ label: significant(value, 6), count }));
    return barChart(bars, {
      ...shared,
      description: `How many ${noun} have each value, evenly spaced.`,
      table: { columns: ["value", noun], rows: bars.map((bar) => [bar.label, { figure: count(bar.count) }]) },
    });
  }
  return histogram(distribution.bins, {
    ...shared,
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
export function countChart({ bins }: CountDistribution, subject: "user" | "item", noun: string): ReportChart {
  const without = bins.filter(({ low }) => low === 0).reduce((sum, bin) => sum + bin.count, 0);
  return histogram(
    bins.filter(({ low }) => low > 0),
    {
      title: `${capital(noun)} ${subject === "user" ? "a user" : "an item"}`,
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

/** How many items are from which year. */
export function yearChart({ years, unknownItems }: YearDistribution): ReportChart {
  return histogram(
    years.map(({ year, items }) => ({ low: year, high: year + 1, count: items })),
    {
      title: "Items by year",
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
