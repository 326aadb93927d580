import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { type DataProfile, profileDataset } from "../../src/data/profile.ts";
import { parseTransform } from "../../src/data/transforms.ts";
import { drawChart } from "../../src/evaluation/reports/draw-chart.ts";
import { exploreReport } from "../../src/evaluation/reports/explore-report.ts";
import { renderReport } from "../../src/evaluation/reports/page.ts";
import type { ReportChart, ReportSection, ReportTable } from "../../src/evaluation/reports/types.ts";

const SECONDS_A_DAY = 86_400;

/** Thirty users: user n rates the first n items, item i on day i; every value is 1 to 5 in turn. */
const rows: Interaction[] = Array.from({ length: 30 }, (_, user) =>
  Array.from({ length: user + 1 }, (_, item) => ({
    userId: `u${user}`,
    itemId: `i${item}`,
    value: 1 + ((user + item) % 5),
    timestamp: item * SECONDS_A_DAY,
  })),
).flat();

function datasetOf(rows: readonly Interaction[], feedback: "explicit" | "implicit", years = true): Dataset {
  const interactions = interactionsFrom(rows, feedback);
  const numbers = Float64Array.from(interactions.itemIds.ids, (_, item) =>
    item === 0 ? Number.NaN : 1990 + (item % 3),
  );
  return {
    name: "staircase",
    note: "",
    interactions,
    items: {
      itemIds: interactions.itemIds,
      titles: interactions.itemIds.ids.map(() => ""),
      categories: new Map(),
      numbers: new Map(years ? [["year", numbers]] : []),
      texts: new Map(),
    },
    fingerprint: "0123456789abcdef0123456789abcdef",
    report: {
      rowsRead: rows.length + 7,
      badRows: 3,
      badRowExamples: ['ratings.csv:4: rating: expected a number, got "n/a"'],
      duplicatesMerged: 4,
      catalogueOnlyItems: 2,
      uncataloguedItems: 1,
    },
  };
}

const profile = profileDataset(datasetOf(rows, "explicit"), { transforms: [parseTransform("binarise:3")] });
const content = exploreReport(profile);

function sectionOf(title: string, { sections } = content): ReportSection {
  const section = sections.find((one) => one.title === title);
  if (section === undefined) throw new Error(`no section ${title} among ${sections.map((one) => one.title)}`);
  return section;
}

function cellsOf(table: ReportTable | undefined): string[][] {
  return (table?.rows ?? []).map((row) => row.map((cell) => (typeof cell === "object" ? cell.figure : String(cell))));
}

function chartOf(section: string, title: string, from = content): ReportChart {
  const chart = sectionOf(section, from).charts?.find((one) => one.title === title);
  if (chart === undefined) throw new Error(`no chart ${title}`);
  return chart;
}

describe("the report of a data set", () => {
  it("says sizes and sparsity", () => {
    expect(content.title).toBe("A look at staircase");
    expect(content.lead).toBe(
      "30 users, 30 items, 465 interactions; 48.33\u00a0% of all pairs of user and item are empty.",
    );
    expect(cellsOf(sectionOf("Sizes").table)).toEqual(
      expect.arrayContaining([
        ["interactions", "465"],
        ["density: interactions / (users × items)", "51.6667\u00a0%"],
        ["first", "1970-01-01T00:00:00Z"],
        ["last", "1970-01-30T00:00:00Z"],
      ]),
    );
  });

  it("accounts for every row that was read, and shows what was not understood", () => {
    const section = sectionOf("From the file to the table");
    expect(cellsOf(section.table)).toEqual([
      ["rows read", "472"],
      ["rows left out: not understood", "3"],
      ["rows merged into another of the same user and item", "4"],
      ["items of the catalogue without an interaction, left out", "2"],
      ["items that the catalogue does not have", "1"],
    ]);
    expect(section.tables?.map(cellsOf)).toEqual([[['ratings.csv:4: rating: expected a number, got "n/a"']]]);
    expect(content.warnings[0]).toBe("3 rows could not be understood and were left out.");
    const left = { otherEventsDropped: 9, nonPositiveDropped: 71, belowMinValue: 0 };
    const counted = exploreReport({ ...profile, reading: { ...profile.reading, ...left } });
    expect(cellsOf(sectionOf("From the file to the table", counted).table).slice(2, 5)).toEqual([
      ["rows left out: of other events", "9"],
      ["pairs left out: a count of 0 or below", "71"],
      ["rows merged into another of the same user and item", "4"],
    ]);
    const filtered = { users: 2, items: 5, interactions: 60 };
    const other = exploreReport({ ...profile, reading: { ...profile.reading, filtered } });
    expect(cellsOf(sectionOf("From the file to the table", other).table)).toContainEqual([
      "interactions left out by a filter",
      "60",
    ]);
  });

  it("has the distribution of values, and what transforms made of them", () => {
    const values = chartOf("Values", "Distribution of values");
    expect(cellsOf(values.table).map(([value]) => value)).toEqual(["1", "2", "3", "4", "5"]);
    const pairs = chartOf("Values", "Original and transformed values");
    expect(cellsOf(pairs.table)).toEqual([
      ["1", "0"],
      ["2", "0"],
      ["3", "1"],
      ["4", "1"],
      ["5", "1"],
    ]);
    expect(pairs.description).toContain("binarise:3");
    expect(sectionOf("Values").table?.columns).toEqual(["what", "original", "transformed"]);
  });

  it("says of counts nothing that ties make false", () => {
    const { minimum, maximum } = profile.perUser.quantiles;
    const told = (own: Partial<typeof profile.perUser.quantiles>) => {
      const quantiles = { ...profile.perUser.quantiles, ...own };
      const report = exploreReport({ ...profile, perUser: { ...profile.perUser, quantiles } });
      return report.sections.flatMap(({ charts = [] }) => charts).find(({ title }) => title === "Ratings a user")
        ?.takeaway;
    };
    expect(minimum).toBeLessThan(maximum);
    expect(told({ minimum: 12, median: 12, p90: 12, maximum: 12 })).toBe("Every user has 12 ratings.");
    expect(told({ minimum: 1, median: 1.5, p90: 1.9, maximum: 2 })).toBe(
      "Half of the users have at most 1 rating, about nine in ten at most 2, and the one with the most 2.",
    );
  });

  it("has a takeaway over each chart, and no table before the first chart", () => {
    const charts = content.sections.flatMap((section) => section.charts ?? []);
    expect(charts.map(({ title, takeaway }) => [title, takeaway])).toEqual([
      ["Distribution of values", "1 is the most frequent value: 20.0\u00a0% of the ratings have it."],
      ["Original and transformed values", "The lowest value, 1 becomes 0; the highest, 5 becomes 1."],
      ["Ratings by day", "From 1970-01-01 to 1970-01-30, the busiest 3 days of 30 have 18.7\u00a0% of all ratings."],
      [
        "Ratings a user",
        "Half of the users have at most 15 ratings, about nine in ten at most 28, and the one with the most 30.",
      ],
      [
        "Ratings an item",
        "Half of the items have at most 15 ratings, about nine in ten at most 28, and the one with the most 30.",
      ],
      [
        "Items by year",
        "Half of the items with a year are from 1991 or before; the year with the most is 1991, with 10 items.",
      ],
      [
        "What the least popular items have together",
        "The most popular 10 % of the items have 18.7\u00a0% of all interactions.",
      ],
    ]);
    const [first] = content.sections;
    expect(first?.charts?.length).toBeGreaterThan(0);
    expect(
      content.sections.filter(({ charts = [] }) => charts.length > 0).every((one) => one.chartsFirst || !one.table),
    ).toBe(true);
  });

  it("shows counts of behaviour as counts, and no ratings where there are none", () => {
    const plays = exploreReport(profileDataset(datasetOf(rows, "implicit")));
    expect(chartOf("Counts", "Distribution of counts", plays).takeaway).toMatch(/^1 is the most frequent value/);
    const said = plays.sections.flatMap(({ title, charts = [] }) => [
      title,
      ...charts.flatMap((chart) => [chart.title, chart.takeaway, chart.description]),
    ]);
    expect(said.join(" ")).not.toMatch(/rating/i);
  });

  it("says how the columns of each table were read", () => {
    const items = {
      ...{ file: "films.csv", table: "items" as const, columns: { item: "id", title: null }, notUsed: ["x"] },
      notes: ["year: a note"],
      attributes: [{ name: "year", type: "number" as const, missing: 1, markers: ["NaN"] }],
    };
    const other = exploreReport({ ...profile, reading: { ...profile.reading, read: [items] } });
    const [table] = sectionOf("From the file to the table", other).tables ?? [];
    expect(table?.caption).toBe("The columns of films.csv");
    expect(cellsOf(table)).toEqual([
      ["id", "item", ""],
      ["year", "number", "1 (NaN)"],
      ["x", "not used", ""],
      ["note", "year: a note", ""],
    ]);
  });

  it("counts ratings by day", () => {
    const chart = chartOf("Over time", "Ratings by day");
    expect(cellsOf(chart.table).slice(0, 2)).toEqual([
      ["1970-01-01", "30"],
      ["1970-01-02", "29"],
    ]);
    expect(chart.description).toBe("Ratings a day, in UTC; the most, 30, in the day of 1970-01-01.");
  });

  it("counts the ratings of users and items in bins that touch and hold everybody", () => {
    for (const title of ["Ratings a user", "Ratings an item"]) {
      const cells = cellsOf(chartOf("Users and items", title).table).map((row) => row.map(Number));
      expect(cells.reduce((sum, [, , size = 0]) => sum + size, 0)).toBe(30);
      for (const [place, [low]] of cells.entries()) {
        if (place > 0) expect(low).toBe((cells[place - 1]?.[1] ?? Number.NaN) + 1);
      }
    }
  });

  it("keeps those without any out of a logarithmic axis, and says so", async () => {
    const bins = [{ low: 0, high: 1, count: 6 }, ...profile.perItem.bins];
    const other = exploreReport({ ...profile, perItem: { ...profile.perItem, bins } });
    const chart = chartOf("Users and items", "Ratings an item", other);
    expect(chart.description).toContain("6 items with none cannot stand on it");
    expect(cellsOf(chart.table)[0]).toEqual(["0", "0", "6"]);
    expect(await drawChart(chart.spec, 360)).not.toMatch(/NaN|Infinity/);
  });

  it("counts items by year, and says how many have none", () => {
    const chart = chartOf("Years of the items", "Items by year");
    expect(cellsOf(chart.table)).toEqual([
      ["1990", "9"],
      ["1991", "10"],
      ["1992", "10"],
    ]);
    expect(chart.description).toContain("1 item of unknown year is left out");
  });

  it("draws the long tail with its Gini", async () => {
    // Item i of 0 … 29 has 30 − i ratings, so Gini = (n² − 1) / (3 n (n + 1)) = (n − 1) / 3n.
    const chart = chartOf("The long tail", "What the least popular items have together");
    expect(chart.description).toContain("(Gini 0.322)");
    const shares = [0, 20, 40, 60, 80, 100].map((share) => `${share}%`);
    const svg = await drawChart(chart.spec, 680);
    expect([...svg.matchAll(/>(\d+%)</g)].map(([, share]) => share)).toEqual([...shares, ...shares]);
    expect(cellsOf(sectionOf("The long tail").table)).toContainEqual(["items with fewer than 5 interactions", "4"]);
  });

  it("names suspicious users with the rule and the reason, or not where they are not to be named", () => {
    const same = Array.from({ length: 40 }, (_, item) => ({ userId: "bored", itemId: `i${item}`, value: 5 }));
    const odd = datasetOf([...rows.map(({ timestamp: _, ...row }) => row), ...same], "explicit");
    const named = exploreReport(profileDataset(odd));
    const [rules, ...examples] = sectionOf("Users worth a second look", named).tables ?? [];
    const rule = cellsOf(rules).find(([, , users]) => users === "1");
    expect(rule?.[3]).toMatch(/\w/);
    expect(examples.flatMap(cellsOf)).toContainEqual(["bored", "40", expect.stringContaining("40")]);
    expect(named.warnings.join()).toMatch(/Users worth a second look: .*\(1\)/);
    const unnamed = exploreReport(profileDataset(odd, { userIds: false }));
    expect(JSON.stringify(unnamed)).not.toContain("bored");
    expect(JSON.stringify(unnamed)).toContain("not named");
  });

  it("leaves out what the data does not have", () => {
    const bare = exploreReport(
      profileDataset(
        datasetOf(
          rows.map(({ userId, itemId }) => ({ userId, itemId })),
          "implicit",
          false,
        ),
      ),
    );
    expect(bare.sections.map(({ title }) => title)).toEqual([
      "Users and items",
      "The long tail",
      "Sizes",
      "From the file to the table",
      "Users worth a second look",
    ]);
    expect(sectionOf("Users and items", bare).charts?.[0]?.title).toBe("Interactions a user");
  });

  it("can be drawn whole, at any time zone the same", async () => {
    const page = await renderReport(content);
    expect(page).not.toMatch(/NaN|Infinity|>undefined</);
    const chart = chartOf("Over time", "Ratings by day");
    const zone = process.env.TZ;
    try {
      process.env.TZ = "Pacific/Auckland";
      const far = await drawChart(chart.spec, 680);
      process.env.TZ = "America/Los_Angeles";
      expect(await drawChart(chart.spec, 680)).toBe(far);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("draws bins where values are many", async () => {
    const many = rows.map((row, place) => ({ ...row, value: place / 10 }));
    const chart = chartOf(
      "Values",
      "Distribution of values",
      exploreReport(profileDataset(datasetOf(many, "explicit"))),
    );
    expect(chart.table.columns).toEqual(["from", "to", "ratings"]);
    expect(cellsOf(chart.table).reduce((sum, [, , size]) => sum + Number(size), 0)).toBe(465);
    expect(await drawChart(chart.spec, 680)).toContain("<path");
  });
});

const root = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const ratings = join(root, "ml-100k", "u.data");
const isHere = existsSync(ratings);
if (!isHere) process.stderr.write(`test/evaluation/reports-explore: MovieLens 100K skipped, ${ratings} is absent\n`);

describe.skipIf(!isHere)("MovieLens 100K", () => {
  let profile: DataProfile;
  beforeAll(async () => {
    profile = profileDataset(await openDataset(ratings));
  });

  it("has its published sizes in the report, and can be drawn", async () => {
    const page = await renderReport(exploreReport(profile));
    expect(page).toContain("943 users, 1,682 items, 100,000 interactions");
    expect(page).not.toMatch(/NaN|Infinity|>undefined</);
  });
});
