import { describe, expect, it } from "vitest";
import { timingSentence } from "../../web/logic/messages.ts";
import { createTimings, median } from "../../web/logic/timings.ts";

describe("timings", () => {
  it("take the median of an odd and of an even number of values", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, undefined]);
  });

  it("keep the first apart and the last few of the others", () => {
    const timings = createTimings(3);
    for (const elapsedMs of [100, 90, 1, 2, 9]) timings.add("browser", elapsedMs);
    expect(timings.summary("browser")).toEqual({ firstMs: 100, medianMs: 2, count: 3 });
  });

  it("keep series apart and know nothing of one without values", () => {
    const timings = createTimings();
    timings.add("edge", 5);
    expect(timings.summary("edge")).toEqual({ firstMs: 5, medianMs: undefined, count: 0 });
    expect(timings.summary("browser")).toBeUndefined();
  });

  it("say that the first includes start-up", () => {
    expect(timingSentence({ firstMs: 31, medianMs: undefined, count: 0 })).toBe("first 31 ms, start-up included");
    expect(timingSentence({ firstMs: 31, medianMs: 0.25, count: 4 })).toBe(
      "median 0.25 ms of the last 4 · first 31 ms, start-up included",
    );
  });
});
