import { describe, expect, it } from "vitest";
import type { Interaction } from "../../src/data/interactions.ts";
import { profileDataset } from "../../src/data/profile.ts";
import { datasetFrom, finding, historyOf, profileOf } from "./profile-fixture.ts";

/** Ratings that differ, from one user to the next as well. */
const ordinary = (userId: string, count: number, seed: number): Interaction[] =>
  historyOf(userId, count, (at) => ({ value: 1 + ((at * 7 + seed) % 5), timestamp: 1001 + seed * 100 + at * 7 }));

describe("all ratings of one value", () => {
  it("are found from twenty on, and not among ratings that differ once", () => {
    const list = [
      ...historyOf("flat", 20, () => ({ value: 4.5 })),
      ...historyOf("few", 19, () => ({ value: 5 })),
      ...historyOf("once", 40, (at) => ({ value: at === 39 ? 4 : 5 })),
    ];
    expect(finding(profileOf(list), "same-value")).toMatchObject({
      users: 1,
      examples: [{ userId: "flat", interactions: 20, detail: "20 ratings, all 4.5" }],
      threshold: "at least 20 ratings, all of one value",
    });
  });

  it("say nothing where there are no ratings, or only one value", () => {
    const list = historyOf("u", 30, () => ({ value: 1 }));
    const implicit = profileDataset(datasetFrom(list, "implicit"));
    expect(finding(implicit, "same-value")).toMatchObject({
      users: 0,
      notApplied: expect.stringContaining("implicit"),
    });
    expect(finding(profileOf(list), "same-value")).toMatchObject({ users: 0, notApplied: expect.any(String) });
  });
});

describe("far more interactions than others", () => {
  const crowd = (sizes: readonly number[]) => sizes.flatMap((size, at) => historyOf(`u${at}`, size));

  it("are those above Q3 + 3 · IQR of the logarithms", () => {
    // Of nine users the quartiles are the third and the seventh: 8 and 16, so the fence is at 16 · 2³ = 128.
    const sizes = [4, 4, 8, 8, 8, 16, 16];
    const found = finding(profileOf(crowd([...sizes, 128, 129])), "far-more-interactions");
    expect(found.threshold).toContain("more than 128 interactions");
    expect(found.examples).toEqual([
      { userId: "u8", interactions: 129, detail: "129 interactions, the median user has 8" },
    ]);
  });

  it("are at least a hundred", () => {
    const sizes = [1, 1, 1, 1, 1, 1, 1];
    expect(finding(profileOf(crowd([...sizes, 99])), "far-more-interactions").users).toBe(0);
    expect(finding(profileOf(crowd([...sizes, 100])), "far-more-interactions").users).toBe(1);
  });

  it("are more than twice the upper quartile, where all others have the same", () => {
    const sizes = [100, 100, 100, 100, 100, 100];
    expect(finding(profileOf(crowd([...sizes, 200])), "far-more-interactions").users).toBe(0);
    expect(finding(profileOf(crowd([...sizes, 201])), "far-more-interactions").users).toBe(1);
  });
});

describe("bursts", () => {
  /** Two in each second, so that half of the gaps are nothing. */
  const pages = historyOf("pages", 60, (at) => ({ timestamp: 5000 + Math.floor(at / 2) * 31 }));
  const burst = (count: number) =>
    historyOf("robot", 30, (at) => ({ timestamp: at < count ? 1_000_000_001 + (at % 4) / 4 : 2_000_000_000 + at }));

  const shuffled = (rows: Interaction[]) => [
    ...rows.filter((_, at) => at % 3 === 0),
    ...rows.filter((_, at) => at % 3),
  ];

  it("are twenty within one second of the clock, whatever the order of the rows", () => {
    expect(finding(profileOf([...pages, ...burst(19)]), "burst").users).toBe(0);
    const found = finding(profileOf([...shuffled(burst(20)), ...pages]), "burst");
    expect(found.users).toBe(1);
    expect(found.examples).toEqual([
      { userId: "robot", interactions: 30, detail: "20 interactions at 2001-09-09T01:46:41Z" },
    ]);
  });

  it("say nothing without times, or where times are whole days", () => {
    const days = historyOf("u", 30, () => ({ timestamp: 86_400 * 365 }));
    expect(finding(profileOf(days), "burst")).toMatchObject({ users: 0, notApplied: expect.stringContaining("whole") });
    expect(finding(profileOf(historyOf("u", 30)), "burst")).toMatchObject({ users: 0, notApplied: expect.any(String) });
  });

  it("are looked for among the times that are known", () => {
    const found = finding(profileOf([...burst(20), ...historyOf("timeless", 30)]), "burst");
    expect(found.examples.map(({ userId }) => userId)).toEqual(["robot"]);
  });
});

describe("identical histories", () => {
  it("are the same items with the same values in any order, from ten on", () => {
    const list = [
      ...ordinary("one", 10, 1),
      ...ordinary("other", 10, 2)
        .map((row, at) => ({ ...row, value: ordinary("", 10, 1)[at]!.value! }))
        .reverse(),
      ...ordinary("short", 9, 1),
      ...ordinary("short too", 9, 1),
      ...ordinary("unlike", 10, 1).map((row, at) => (at === 9 ? { ...row, value: 5.5 } : row)),
      ...ordinary("elsewhere", 10, 1).map((row, at) => (at === 9 ? { ...row, itemId: "x" } : row)),
    ];
    const found = finding(profileOf(list), "identical-history");
    expect(found.users).toBe(2);
    expect(found.examples).toEqual([
      { userId: "one", otherUserId: "other", interactions: 10, detail: "10 interactions, the same in 2 users" },
      { userId: "other", otherUserId: "one", interactions: 10, detail: "10 interactions, the same in 2 users" },
    ]);
  });

  it("are not those with the values changed round", () => {
    const list = [
      ...historyOf("up", 12, (at) => ({ value: at })),
      ...historyOf("down", 12, (at) => ({ value: 11 - at })),
    ];
    expect(finding(profileOf(list), "identical-history").users).toBe(0);
  });

  it("are counted for each user, however many share one", () => {
    const list = Array.from({ length: 25 }, (_, user) => ordinary(`u${user}`, 10, user % 5).map(timeless)).flat();
    const found = finding(profileOf(list), "identical-history");
    expect([found.users, found.examples.length]).toEqual([25, 10]);
    expect(found.examples[0]).toEqual({
      userId: "u0",
      otherUserId: "u5",
      interactions: 10,
      detail: "10 interactions, the same in 5 users",
    });
  });
});

const timeless = ({ userId, itemId, value = 1 }: Interaction): Interaction => ({ userId, itemId, value });

describe("every rule", () => {
  const copies = Array.from({ length: 12 }, (_, at) => historyOf(`u${at}`, 20 + at, () => ({ value: 5 }))).flat();
  const list = [...copies, ...ordinary("reader", 15, 3), ...historyOf("twin", 20, () => ({ value: 5 }))];

  it("shows ten users, those with the most interactions first", () => {
    const { users, examples } = finding(profileOf(list), "same-value");
    expect([users, examples.length]).toEqual([13, 10]);
    expect(examples.map(({ userId }) => userId).slice(0, 2)).toEqual(["u11", "u10"]);
  });

  it("names nobody where ids are to be left out, and keeps the counts; nor does anything else of the profile", () => {
    const profile = profileOf(list, { userIds: false });
    expect(finding(profile, "same-value")).toMatchObject({ users: 13 });
    expect(finding(profile, "identical-history").users).toBe(2);
    expect(profile.reading).toMatchObject({ badRows: 2, badRowExamples: [] });
    expect(JSON.stringify(profile)).not.toMatch(/"(u\d+|reader|twin)"/);
    expect(JSON.stringify(profileOf(list))).toMatch(/"u11"/);
  });

  it("is there in the same order, with its threshold and reason, when it found nobody", () => {
    const { suspiciousUsers } = profileOf(ordinary("u", 5, 0));
    expect(suspiciousUsers.map(({ rule, users }) => [rule, users])).toEqual([
      ["same-value", 0],
      ["far-more-interactions", 0],
      ["burst", 0],
      ["identical-history", 0],
    ]);
    for (const { threshold, reason, title } of suspiciousUsers) {
      for (const text of [threshold, reason, title]) expect(text.length).toBeGreaterThan(10);
    }
  });
});
