import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf, isoDay, monthOf } from "../../src/data/profile/calendar.ts";
import { distributeOverTime } from "../../src/data/profile/over-time.ts";

const at = (...dates: string[]): Float64Array => Float64Array.from(dates, (date) => Date.parse(date) / 1000);
const moment = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true,
});

describe("the calendar", () => {
  it("agrees with Date on the day and the month of any moment", () => {
    fc.assert(
      fc.property(moment, (date) => {
        const day = dayOf(date.getTime() / 1000);
        expect(isoDay(day)).toBe(date.toISOString().slice(0, 10));
        expect(monthOf(day)).toBe(date.getUTCFullYear() * 12 + date.getUTCMonth());
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["2000-02-29", "1900-02-28", "1900-03-01", "2400-12-31", "0001-01-01"])("knows %s", (date) => {
    const day = dayOf(Date.parse(date) / 1000);
    expect([isoDay(day), monthOf(day)]).toEqual([date, Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1]);
  });
});

describe("interactions over time", () => {
  it("are counted by day up to 2,000 days", () => {
    const { unit, points } = distributeOverTime(at("2000-01-01", "2005-06-22T23:59:59Z"))!;
    expect([unit, points.length, points.at(-1)]).toEqual(["day", 2000, { start: "2005-06-22", count: 1 }]);
  });

  it("are counted by week beyond, from Monday on", () => {
    const { unit, points } = distributeOverTime(at("2000-01-01", "2000-01-02", "2000-01-03", "2005-06-23"))!;
    expect([unit, points[0], points[1]]).toEqual([
      "week",
      { start: "1999-12-27", count: 2 },
      { start: "2000-01-03", count: 1 },
    ]);
    expect(points.at(-1)).toEqual({ start: "2005-06-20", count: 1 });
  });

  it("are counted by month beyond 2,000 weeks, by year beyond 2,000 months, by century beyond 2,000 years", () => {
    const spans = [
      ["1960-05-03", "2020-02-29"],
      ["1500-01-01", "2020-02-29"],
      ["0001-01-01", "9999-12-31"],
    ] as const;
    const found = spans.map(([from, to]) => distributeOverTime(at(from, to))!);
    expect(found.map(({ unit, points }) => [unit, points.length, points[0]?.start, points.at(-1)?.start])).toEqual([
      ["month", 60 * 12 - 2, "1960-05-01", "2020-02-01"],
      ["year", 521, "1500-01-01", "2020-01-01"],
      ["century", 100, "0000-01-01", "9900-01-01"],
    ]);
  });

  it("are all there, in at most 2,000 points that ascend", () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 20 }), (dates) => {
        const { points } = distributeOverTime(Float64Array.from(dates, (date) => date.getTime() / 1000))!;
        expect(points.length).toBeLessThanOrEqual(2000);
        expect(points.reduce((total, { count }) => total + count, 0)).toBe(dates.length);
        for (const [index, { start }] of points.slice(1).entries()) expect(start > points[index]!.start).toBe(true);
      }),
    );
  });
});
