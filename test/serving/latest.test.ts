import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, engine, ITEM_COUNT, idsOf, POPULARITY } from "./fixture.ts";

/** Item i was first seen at (i · 8) mod 21, item 20 at a time that is not known. */
const FIRST_SEEN = Float64Array.from({ length: ITEM_COUNT }, (_, item) =>
  item === 20 ? Number.NaN : 1_600_000_000 + ((item * 8) % 21),
);
/** Beside item 0 stand 3, 1 and 2; beside item 3 stands 0. */
const TOGETHER = {
  rowCount: ITEM_COUNT,
  columnCount: ITEM_COUNT,
  offsets: Uint32Array.from({ length: ITEM_COUNT + 1 }, (_, row) => (row === 0 ? 0 : row < 4 ? 3 : 4)),
  indices: Uint32Array.of(3, 1, 2, 0),
  values: Float32Array.of(9, 8, 7, 9),
};
const counted = createRecommender({ ...artefact(), firstSeen: FIRST_SEEN, together: TOGETHER }, await kernelModule());
const small = await engine();

describe("the latest items", () => {
  it("are those first seen last, without those of an unknown time", () => {
    const order = Array.from({ length: 20 }, (_, item) => item).sort(
      (a, b) => FIRST_SEEN[b]! - FIRST_SEEN[a]! || a - b,
    );
    const { items, fallback } = counted.latest({ k: 100 });
    expect(items.map(({ itemId }) => Number(itemId))).toEqual(order);
    expect(items.map(({ firstSeen }) => firstSeen)).toEqual(order.map((item) => FIRST_SEEN[item]));
    expect(fallback).toBeUndefined();
    expect(items[0]).not.toHaveProperty("source");
    expect(idsOf(counted.latest({ k: 3, offset: 2 }))).toEqual(order.slice(2, 5));
  });

  it("take filters, exclusions, limits and fields", () => {
    const white = Array.from({ length: 10 }, (_, at) => 2 * at + 1).sort((a, b) => FIRST_SEEN[b]! - FIRST_SEEN[a]!);
    const request = { filter: { colour: "white" }, exclude: [String(white[0])], k: 3, fields: ["colour"] };
    expect(idsOf(counted.latest(request))).toEqual(white.slice(1, 4));
    expect(counted.latest(request).items[0]?.fields).toEqual({ colour: "white" });
    expect(counted.latest({ limits: [{ column: "colour", atMost: 2 }] }).items).toHaveLength(4);
  });

  it("go by a column of numbers where a request says so", () => {
    expect(idsOf(small.latest({ by: "year", k: 3 }))).toEqual([20, 18, 17]);
    expect(small.latest({ by: "year", k: 3 }).items[0]).not.toHaveProperty("firstSeen");
    expect(small.latest({ by: "year", k: 100 }).items).toHaveLength(17);
  });

  it("are refused where their age is not known", () => {
    expect(() => small.latest({})).toThrow(expect.objectContaining({ code: "unsupported-latest" }));
    for (const by of ["yaer", "colour", "constructor"]) {
      expect(() => small.latest({ by })).toThrow(expect.objectContaining({ code: "unknown-latest-column" }));
    }
    expect(() => small.latest({ by: "yaer" })).toThrow("(did you mean year?)");
    expect(() => small.latest({})).toThrow("; give `by`, a column of numbers, or train with --first-seen");
  });
});

describe("what is bought together", () => {
  it("is listed by lift, with the users of both", () => {
    const { items } = counted.boughtTogether({ itemId: "0" });
    const lift = (other: number, users: number) => Math.fround((users * 3) / (POPULARITY[0]! * POPULARITY[other]!));
    expect(items).toEqual(
      [[3, 9] as const, [1, 8] as const, [2, 7] as const].map(([other, together]) => {
        const own = lift(other, together);
        return { itemId: String(other), score: own, lift: own, together, title: `Item ${other}` };
      }),
    );
  });

  it("takes filters, exclusions and pages", () => {
    expect(idsOf(counted.boughtTogether({ itemId: "0", filter: { colour: "white" } }))).toEqual([3, 1]);
    expect(idsOf(counted.boughtTogether({ itemId: "0", exclude: ["3"], k: 1 }))).toEqual([1]);
    expect(idsOf(counted.boughtTogether({ itemId: "0", offset: 2 }))).toEqual([2]);
    expect(counted.boughtTogether({ itemId: "5" }).items).toEqual([]);
  });

  it("needs a known item, and counts", () => {
    const unknown = { code: "unknown-item" };
    expect(() => counted.boughtTogether({ itemId: "x" })).toThrow(expect.objectContaining(unknown));
    const unsupported = { code: "unsupported-bought-together" };
    expect(() => small.boughtTogether({ itemId: "0" })).toThrow(expect.objectContaining(unsupported));
  });
});
