import type { ReadReport } from "../../data/dataset.ts";
import type { DataProfile, LongTail, ValueSummary } from "../../data/profile.ts";
import { columnTables } from "./column-tables.ts";
import { count, joinSentences, percent, plural, significant } from "./format.ts";
import { lorenzCurve } from "./lorenz-curve.ts";
import { countChart, valueChart, yearChart } from "./profile-charts.ts";
import { suspicionSection } from "./suspicion-section.ts";
import { timeLine } from "./time-line.ts";
import type { ReportContent, ReportSection, ReportTable } from "./types.ts";
import { valuePairs } from "./value-pairs.ts";

/**
 * The report of a data set before any model sees it: sizes, what became of the rows, distributions, the long tail, and
 * suspicious users. Charts come before tables. Parts that the data cannot have, such as a calendar without times,
 * are left out.
 */
export function exploreReport(profile: DataProfile): ReportContent {
  const { sizes, feedback, note, overTime, perUser, perItem, itemsPerYear } = profile;
  const noun = feedback === "explicit" ? "ratings" : "interactions";
  return {
    title: `A look at ${profile.name}`,
    lead: joinSentences([
      ...(note === "" ? [] : [note]),
      `${count(sizes.users)} users, ${count(sizes.items)} items, ${plural(sizes.interactions, "interaction")}; ` +
        `${percent(sizes.sparsity, 2)} of all pairs of user and item are empty`,
    ]),
    warnings: warningsOf(profile),
    sections: [
      ...valuesSection(profile, noun),
      ...(overTime ? [{ title: "Over time", charts: [timeLine(overTime, noun)] }] : []),
      {
        title: "Users and items",
        chartsFirst: true,
        charts: [countChart(perUser, "user", noun), countChart(perItem, "item", noun)],
        tables: [quantilesTable(profile, noun)],
      },
      ...(itemsPerYear ? [{ title: "Years of the items", charts: [yearChart(itemsPerYear)] }] : []),
      {
        title: "The long tail",
        chartsFirst: true,
        table: longTailTable(profile.longTail),
        charts: [lorenzCurve(profile.longTail)],
      },
      { title: "Sizes", table: sizesTable(profile) },
      {
        title: "From the file to the table",
        table: readingTable(profile),
        tables: [...columnTables(profile.reading.read), ...examplesOf(profile)],
      },
      suspicionSection(profile.suspiciousUsers),
    ],
  };
}

function warningsOf({ reading, timestamps, suspiciousUsers }: DataProfile): string[] {
  const found = suspiciousUsers.filter(({ users }) => users > 0);
  return [
    ...(reading.badRows > 0 ? [`${plural(reading.badRows, "row")} could not be understood and were left out.`] : []),
    ...(timestamps.known > 0 && timestamps.share < 1
      ? [`${percent(1 - timestamps.share, 2)} of the interactions have no time; charts over time lack them.`]
      : []),
    ...(found.length > 0
      ? [
          `Users worth a second look: ${found.map(({ title, users }) => `${title.toLowerCase()} (${count(users)})`).join(", ")}.`,
        ]
      : []),
  ];
}

function sizesTable({ sizes, feedback, timestamps, fingerprint }: DataProfile): ReportTable {
  return {
    columns: ["what", "how much"],
    rows: [
      ["users", { figure: count(sizes.users) }],
      ["items", { figure: count(sizes.items) }],
      ["interactions", { figure: count(sizes.interactions) }],
      ["density: interactions / (users × items)", { figure: percent(sizes.density, 4) }],
      ["sparsity: 1 − density", { figure: percent(sizes.sparsity, 4) }],
      ["feedback", { figure: feedback }],
      ["interactions with a time", { figure: percent(timestamps.share) }],
      ["first", { figure: timestamps.first ?? "unknown" }],
      ["last", { figure: timestamps.last ?? "unknown" }],
      ["fingerprint", { figure: `${fingerprint.slice(0, 16)}…` }],
    ],
  };
}

function readingTable({ reading }: DataProfile): ReportTable {
  const { filtered } = reading;
  const lines: [string, number][] = [
    ["rows read", reading.rowsRead],
    ["rows left out: not understood", reading.badRows],
    ...leftOutCounts(reading),
    ["rows merged into another of the same user and item", reading.duplicatesMerged],
    ...(filtered ? filteredLines(filtered) : []),
    ["items of the catalogue without an interaction, left out", reading.catalogueOnlyItems],
    ["items that the catalogue does not have", reading.uncataloguedItems],
  ];
  return { columns: ["what", "how many"], rows: lines.map(([what, value]) => [what, { figure: count(value) }]) };
}

function leftOutCounts(reading: ReadReport): [string, number][] {
  const { otherEventsDropped = 0, nonPositiveDropped = 0, belowMinValue = 0 } = reading;
  const counts: [string, number][] = [
    ["rows left out: of other events", otherEventsDropped],
    ["pairs left out: a count of 0 or below", nonPositiveDropped],
    ["pairs left out: a value below the least", belowMinValue],
  ];
  return counts.filter(([, value]) => value > 0);
}

function filteredLines(filtered: { users: number; items: number; interactions: number }): [string, number][] {
  return [
    ["interactions left out by a filter", filtered.interactions],
    ["users left out by a filter", filtered.users],
    ["items left out by a filter", filtered.items],
  ];
}

function examplesOf({ reading }: DataProfile): ReportTable[] {
  if (reading.badRowExamples.length === 0) return [];
  const rows = reading.badRowExamples.map((row) => [row]);
  return [{ caption: "Examples of what was not understood", columns: ["row"], rows }];
}

/**
 * Values as they are, and after transforms. Behaviour has no ratings: where every value is 1 there is nothing to show,
 * and where values count, they are called so.
 */
function valuesSection(
  { feedback, values, valueDistribution, transformed }: DataProfile,
  noun: string,
): ReportSection[] {
  const isImplicit = feedback === "implicit";
  if (isImplicit && values.distinct === 1 && transformed === undefined) return [];
  return [
    {
      title: isImplicit ? "Counts" : "Values",
      chartsFirst: true,
      table: summaryTable(values, transformed?.values),
      // A single bar would show nothing that the table does not say.
      charts: [
        ...(values.distinct > 1 ? [valueChart(valueDistribution, noun, isImplicit ? "counts" : "values")] : []),
        ...(transformed ? [valuePairs(transformed)] : []),
      ],
    },
  ];
}

function summaryTable(values: ValueSummary, transformed: ValueSummary | undefined): ReportTable {
  const lines: [string, keyof ValueSummary][] = [
    ["distinct values", "distinct"],
    ["lowest", "minimum"],
    ["highest", "maximum"],
    ["mean", "mean"],
    ["median", "median"],
    ["standard deviation", "standardDeviation"],
  ];
  return {
    columns: transformed ? ["what", "original", "transformed"] : ["what", "value"],
    rows: lines.map(([what, key]) => [
      what,
      ...[values, ...(transformed ? [transformed] : [])].map((summary) => ({ figure: significant(summary[key]) })),
    ]),
  };
}

function quantilesTable({ perUser, perItem }: DataProfile, noun: string): ReportTable {
  const columns = ["least", "25 %", "median", "75 %", "90 %", "99 %", "most", "mean"];
  const cells = ({ quantiles: q, mean }: DataProfile["perUser"]) =>
    [q.minimum, q.p25, q.median, q.p75, q.p90, q.p99, q.maximum, mean].map((value) => ({ figure: significant(value) }));
  return {
    caption: `How many ${noun}`,
    columns: ["", ...columns],
    rows: [
      ["a user has", ...cells(perUser)],
      ["an item has", ...cells(perItem)],
    ],
  };
}

function longTailTable({ gini, top, itemsBelow5, usersBelow5 }: LongTail): ReportTable {
  return {
    columns: ["what", "how much"],
    rows: [
      ["Gini (0: all items equally popular)", { figure: gini.toFixed(3) }],
      ...top.map((part) => [
        `interactions on the most popular ${part.percent} % (${plural(part.items, "item")})`,
        { figure: percent(part.interactionShare) },
      ]),
      ["items with fewer than 5 interactions", { figure: count(itemsBelow5) }],
      ["users with fewer than 5 interactions", { figure: count(usersBelow5) }],
    ],
  };
}
