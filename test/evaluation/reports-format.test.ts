import { describe, expect, it } from "vitest";
import {
  count,
  difference,
  figure,
  joinSentences,
  percent,
  plural,
  range,
  seconds,
  significant,
} from "../../src/evaluation/reports/format.ts";

describe("figures of a report", () => {
  it("are a dash where there is none", () => {
    expect([figure(undefined), figure(Number.NaN), seconds(Number.NaN), percent(Number.NaN)]).toEqual([
      "–",
      "–",
      "–",
      "–",
    ]);
  });

  it("have four digits behind the point, differences a sign, and a minus that is no hyphen", () => {
    expect([figure(0.87654), figure(-1)]).toEqual(["0.8765", "−1.0000"]);
    expect([difference(0.01234), difference(-0.5), difference(0)]).toEqual(["+0.0123", "−0.5000", "0.0000"]);
  });

  it("keep every whole digit, and no zeros at the end", () => {
    expect([3.50159, 0.0001234567, 123_456.7, 2, -0.25].map((value) => significant(value))).toEqual([
      "3.502",
      "0.0001235",
      "123,457",
      "2",
      "−0.25",
    ]);
  });

  it("show short times with two digits behind the point, and long ones without", () => {
    expect([0.034, 99.994, 135.4, 12_345.6].map(seconds)).toEqual(["0.03", "99.99", "135", "12,346"]);
  });

  it("count with commas, and name what is counted", () => {
    expect([count(100_836), plural(1, "fold"), plural(2, "fold")]).toEqual(["100,836", "1 fold", "2 folds"]);
    expect([range([]), range([7, 7]), range([1001, 3])]).toEqual(["no", "7", "3 to 1,001"]);
  });

  it("stand in sentences that begin and end as sentences do", () => {
    expect(joinSentences(["simulated audience", "Is it?", "done."])).toBe("Simulated audience. Is it? Done.");
  });
});
