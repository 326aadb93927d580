import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { AUDIENCE_PERIOD, type AudienceRow, simulateAudience, TASTE_MODEL } from "../../src/data/catalogue/audience.ts";
import { builtinDataset } from "../../src/data/catalogue/builtin.ts";
import { catalogueWorks, DOMAINS, type Domain, parseWorks, type Work } from "../../src/data/catalogue/catalogue.ts";
import { TAGS } from "../../src/data/catalogue/tags.ts";
import { fingerprintInteractions } from "../../src/data/fingerprint.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { categoryValues } from "../../src/data/items.ts";

const works = catalogueWorks();
const workOf = new Map(works.map((work) => [work.itemId, work]));
const audience = simulateAudience({ userCount: 2000 });
const historyOf = Map.groupBy(audience, (row) => row.userId);
const histories = [...historyOf.values()].map((rows) => rows.map((row) => workOf.get(row.itemId)!));

function countBy<T>(values: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("the catalogue", () => {
  it.each(DOMAINS)("has at least 290 works in the domain %s", (domain) => {
    expect(works.filter((work) => work.domain === domain).length).toBeGreaterThanOrEqual(290);
  });

  it("uses only tags of the vocabulary, one to six a work and none twice", () => {
    const vocabulary = new Set<string>(TAGS);
    expect(vocabulary.size).toBe(TAGS.length);
    for (const { itemId, tags } of works) {
      expect(tags.length, itemId).toBeGreaterThanOrEqual(1);
      expect(tags.length, itemId).toBeLessThanOrEqual(6);
      expect(new Set(tags).size, itemId).toBe(tags.length);
      expect(
        tags.filter((tag) => !vocabulary.has(tag)),
        itemId,
      ).toEqual([]);
    }
  });

  it("gives every work an id of its own, of lower-case ASCII words", () => {
    expect(workOf.size).toBe(works.length);
    for (const work of works) expect(work.itemId).toMatch(/^(film|book|album)(-[a-z0-9]+)+$/);
    expect(workOf.get("film-blade-runner-1982")).toMatchObject({ title: "Blade Runner", creator: "Ridley Scott" });
    expect(workOf.get("film-8-half-1963")?.title).toBe("8½");
    expect(workOf.get("film-amelie-2001")?.title).toBe("Amélie");
  });

  it("has no work twice under different spellings of the title", () => {
    const names = works.map(({ domain, title, creator }) => `${domain} ${title} ${creator}`.toLowerCase());
    expect([...countBy(names)].filter(([, count]) => count > 1)).toEqual([]);
  });

  it("has years that the domain allows", () => {
    const first: Record<Domain, number> = { film: 1895, book: -2100, album: 1930 };
    for (const { itemId, domain, year } of works) {
      expect(year, itemId).toBeGreaterThanOrEqual(first[domain]);
      expect(year, itemId).toBeLessThanOrEqual(2025);
    }
  });

  it("shares most of its tags between films and books, and between books and albums", () => {
    const tagsOf = (domain: Domain) => works.filter((work) => work.domain === domain).flatMap((work) => work.tags);
    const [films, books, albums] = DOMAINS.map((domain) => new Set(tagsOf(domain)));
    expect(TAGS.filter((tag) => films?.has(tag) && books?.has(tag)).length).toBeGreaterThan(40);
    expect(TAGS.filter((tag) => books?.has(tag) && albums?.has(tag)).length).toBeGreaterThan(25);
  });
});

describe("the reader of catalogue lines", () => {
  it("reads a line and passes over empty ones", () => {
    expect(parseWorks("album", "\nKind of Blue | Miles Davis | 1959 | jazz,meditative\n\n")).toEqual([
      {
        itemId: "album-kind-of-blue-1959",
        domain: "album",
        title: "Kind of Blue",
        creator: "Miles Davis",
        year: 1959,
        tags: ["jazz", "meditative"],
      },
    ]);
  });

  it("names a work after its creator when the title has no letter", () => {
    expect(parseWorks("album", "( ) | Sigur Rós | 2002 | ambient")[0]?.itemId).toBe("album-sigur-ros-2002");
  });

  it.each([
    ["three fields", "Kind of Blue | Miles Davis | 1959", /expected "title/],
    ["an empty field", "Kind of Blue |  | 1959 | jazz", /expected "title/],
    ["a year in words", "Kind of Blue | Miles Davis | MCMLIX | jazz", /expected a year, got "MCMLIX"/],
    ["an unknown tag", "Kind of Blue | Miles Davis | 1959 | jazz,cool", /expected a tag of tags.ts, got "cool"/],
    ["a repeated tag", "Kind of Blue | Miles Davis | 1959 | jazz,jazz", /each tag once/],
    ["no letter at all", "? | ! | 1959 | jazz", /letter or digit/],
  ])("refuses a line with %s and says where", (_name, line, message) => {
    const read = () => parseWorks("album", `A | B | 1950 | jazz\n${line}`);
    expect(read).toThrow(expect.objectContaining({ name: "DataError", code: "bad-catalogue-line" }));
    expect(read).toThrow(message);
    expect(read).toThrow(/albums, line 2/);
  });

  it("refuses two works that get the same id", () => {
    const lines = "Heroes | David Bowie | 1977 | rock\n“Heroes”! | Somebody | 1977 | rock";
    expect(() => parseWorks("album", lines)).toThrow(expect.objectContaining({ code: "duplicate-id" }));
  });
});

describe("the simulated audience", () => {
  it("is the same for the same seed and another for another seed", () => {
    const again = simulateAudience({ userCount: 50 });
    expect(simulateAudience({ userCount: 50, seed: 42 })).toEqual(again);
    expect(simulateAudience({ userCount: 50, seed: 43 })).not.toEqual(again);
  });

  it("begins with the people of a smaller audience", () => {
    const few = simulateAudience({ userCount: 20 });
    expect(audience.slice(0, few.length)).toEqual(few);
    expect(few.at(-1)?.userId).toBe("person-00020");
  });

  it("takes works of the catalogue, none twice, within the bounds of activity, about 30 a person", () => {
    const { minimum, maximum } = TASTE_MODEL.activity;
    for (const [userId, rows] of historyOf) {
      expect(rows.length, userId).toBeGreaterThanOrEqual(minimum);
      expect(rows.length, userId).toBeLessThanOrEqual(maximum);
      expect(new Set(rows.map((row) => row.itemId)).size, userId).toBe(rows.length);
    }
    expect(audience.every((row) => workOf.has(row.itemId) && row.value === 1)).toBe(true);
    expect(audience.length / historyOf.size).toBeGreaterThan(27);
    expect(audience.length / historyOf.size).toBeLessThan(33);
  });

  it("is active from 2020 to 2024, each person in time order", () => {
    expect(new Date(AUDIENCE_PERIOD.first * 1000).toISOString()).toBe("2020-01-01T00:00:00.000Z");
    expect(new Date(AUDIENCE_PERIOD.last * 1000).toISOString()).toBe("2024-12-31T23:59:59.000Z");
    let earlier: AudienceRow | undefined;
    for (const row of audience) {
      expect(Number.isInteger(row.timestampSeconds)).toBe(true);
      expect(row.timestampSeconds).toBeGreaterThanOrEqual(
        earlier?.userId === row.userId ? earlier.timestampSeconds : AUDIENCE_PERIOD.first,
      );
      expect(row.timestampSeconds).toBeLessThanOrEqual(AUDIENCE_PERIOD.last);
      earlier = row;
    }
  });

  it("has people of one, two and three domains in the stated proportions", () => {
    const counts = countBy(histories.map((history) => new Set(history.map((work) => work.domain)).size));
    const share = (domainCount: number) => (counts.get(domainCount) ?? 0) / histories.length;
    // Stated: 0.6, 0.3, 0.1. Who uses a domain may by chance take nothing of it, so that three loses a little.
    expect(Math.abs(share(3) - 0.6)).toBeLessThan(0.1);
    expect(Math.abs(share(2) - 0.3)).toBeLessThan(0.1);
    expect(Math.abs(share(1) - 0.1)).toBeLessThan(0.05);
  });

  it("refuses a bad option", () => {
    expect(() => simulateAudience({ userCount: 0 })).toThrow(RangeError);
    expect(() => simulateAudience({ seed: 0.5 })).toThrow(RangeError);
  });
});

/** Among people with such works in `of`, against the others: how much larger a share of their `to` is such works too. */
function crossDomainLift(pairs: readonly { of: readonly Work[]; to: readonly Work[] }[]): number {
  const share = (list: readonly Work[]) =>
    mean(list.map(({ tags }) => (tags.includes("science-fiction") || tags.includes("dystopia") ? 1 : 0)));
  const both = pairs.filter(({ of, to }) => of.length >= 4 && to.length >= 2);
  const fans = both.filter(({ of }) => share(of) >= 1 / 3);
  const others = both.filter(({ of }) => share(of) < 1 / 3);
  expect(fans.length).toBeGreaterThan(30);
  return mean(fans.map(({ to }) => share(to))) / mean(others.map(({ to }) => share(to)));
}

describe("taste", () => {
  const films = histories.map((history) => history.filter((work) => work.domain === "film"));
  const books = histories.map((history) => history.filter((work) => work.domain === "book"));

  it("crosses domains: who takes dystopian and science-fiction films takes such books more often", () => {
    expect(crossDomainLift(films.map((of, person) => ({ of, to: books[person]! })))).toBeGreaterThan(2);
  });

  it("does not cross from one person to the next", () => {
    const shifted = films.map((of, person) => ({ of, to: books[(person + 1) % books.length]! }));
    expect(crossDomainLift(shifted)).toBeLessThan(1.4);
  });

  it("orders withheld works at least twice as well as popularity does, and far from perfectly", () => {
    const { byPopularity, byTags } = ndcgOfWithheldWorks(500);
    expect(byTags).toBeGreaterThan(2 * byPopularity);
    expect(byTags).toBeLessThan(0.4);
    expect(byPopularity).toBeGreaterThan(0.02);
  });
});

describe("fame", () => {
  it.each(DOMAINS)(
    "is skewed: a tenth of the works in the domain %s has at least a quarter of its takers",
    (domain) => {
      const own = audience.filter((row) => workOf.get(row.itemId)?.domain === domain);
      const counts = [...countBy(own.map((row) => row.itemId)).values()].sort((a, b) => b - a);
      const workCount = works.filter((work) => work.domain === domain).length;
      const head = counts.slice(0, Math.floor(workCount / 10)).reduce((sum, count) => sum + count, 0);
      expect(head / own.length).toBeGreaterThan(0.25);
      expect(head / own.length).toBeLessThan(0.6);
    },
  );
});

/** nDCG@10 of every fifth work, withheld, for the first people: by popularity, and by likeness of tags times fame. */
function ndcgOfWithheldWorks(userCount: number): { byPopularity: number; byTags: number } {
  const isWithheld = (_: unknown, place: number) => place % 5 === 2;
  const kept = histories.map((history) => history.filter((work, place) => !isWithheld(work, place)));
  const takers = countBy(kept.flat().map((work) => work.itemId));
  const tagCounts = countBy(works.flatMap((work) => work.tags));
  const rarity = (tag: string) => Math.log(works.length / (tagCounts.get(tag as Work["tags"][number]) ?? 1));
  const lengthOf = new Map(works.map((work) => [work, Math.hypot(...work.tags.map(rarity))]));
  const popularity = (work: Work) => takers.get(work.itemId) ?? 0;

  const ndcg = (person: number, score: (work: Work) => number): number => {
    const seen = new Set(kept[person]);
    const relevant = new Set(histories[person]!.filter(isWithheld));
    const scored = works.filter((work) => !seen.has(work)).map((work) => ({ work, score: score(work) }));
    const best = scored.sort((a, b) => b.score - a.score).slice(0, 10);
    const discount = (place: number) => 1 / Math.log2(place + 2);
    const gain = best.reduce((sum, { work }, place) => sum + (relevant.has(work) ? discount(place) : 0), 0);
    const ideal = Array.from({ length: Math.min(10, relevant.size) }, (_, place) => discount(place));
    return gain / ideal.reduce((sum, value) => sum + value, 0);
  };
  const tagScore = (person: number): ((work: Work) => number) => {
    const profile = new Map<string, number>();
    for (const work of kept[person]!) {
      for (const tag of work.tags) {
        profile.set(tag, (profile.get(tag) ?? 0) + rarity(tag) / lengthOf.get(work)!);
      }
    }
    const length = Math.hypot(...profile.values());
    return (work) => {
      const likeness = work.tags.reduce((sum, tag) => sum + rarity(tag) * (profile.get(tag) ?? 0), 0);
      return (6 * likeness) / length / lengthOf.get(work)! + Math.log(popularity(work) + 1);
    };
  };
  const people = Array.from({ length: userCount }, (_, person) => person);
  return {
    byPopularity: mean(people.map((person) => ndcg(person, popularity))),
    byTags: mean(people.map((person) => ndcg(person, tagScore(person)))),
  };
}

describe("the built-in data set", () => {
  it("describes every taken work, in catalogue order, and counts the rest", async () => {
    const { name, note, interactions, items, report } = await builtinDataset({ userCount: 30 });
    expect(name).toBe("built-in catalogue");
    expect(note).toBe("simulated audience");
    const rows = simulateAudience({ userCount: 30 });
    const taken = new Set(rows.map((row) => row.itemId));
    expect(items.itemIds.ids).toEqual(works.map((work) => work.itemId).filter((itemId) => taken.has(itemId)));
    expect(report).toMatchObject({ rowsRead: rows.length, catalogueOnlyItems: works.length - taken.size });
    expect(report.catalogueOnlyItems).toBeGreaterThan(0);
    for (const [index, itemId] of items.itemIds.ids.entries()) {
      const work = workOf.get(itemId)!;
      expect(items.titles[index]).toBe(work.title);
      expect(items.numbers.get("year")?.[index]).toBe(work.year);
      expect(categoryValues(items.categories.get("domain")!, index)).toEqual([work.domain]);
      expect(categoryValues(items.categories.get("creator")!, index)).toEqual([work.creator]);
      expect(categoryValues(items.categories.get("tags")!, index).sort()).toEqual(work.tags.toSorted());
    }
    const { userIds, itemIds, users, values, timestamps, feedback } = interactions;
    expect(feedback).toBe("implicit");
    const read = Array.from(users, (user, row) => ({
      userId: userIds.idOf(user),
      itemId: itemIds.idOf(interactions.items[row]!),
      value: values[row],
      timestampSeconds: timestamps?.[row],
    }));
    expect(read).toEqual(rows);
  });

  it("has a fingerprint that follows the seed", async () => {
    const [first, again, other] = await Promise.all([
      builtinDataset({ userCount: 10 }),
      builtinDataset({ userCount: 10, seed: 42 }),
      builtinDataset({ userCount: 10, seed: 7 }),
    ]);
    expect(first.fingerprint).toBe(again.fingerprint);
    expect(first.fingerprint).not.toBe(other.fingerprint);
  });
});

describe("the fingerprint of interactions", () => {
  const list = [
    { userId: "ann", itemId: "été", value: 4, timestamp: 10 },
    { userId: "bob", itemId: "été", value: 2.5, timestamp: 20 },
    { userId: "ann", itemId: "x", value: 1, timestamp: 30 },
  ];

  it("is the sha-256 of the documented bytes", async () => {
    const hex = [
      "02000000 02000000 03000000 07000000 07000000 01000000 01000000", // counts, text lengths, flags
      "616e6e0a626f62 c3a974c3a90a78", // "ann\nbob", "été\nx"
      "00000000 01000000 00000000", // users
      "00000000 00000000 01000000", // items
      "00008040 00002040 0000803f", // values
      "0000000000002440 0000000000003440 0000000000003e40", // timestamps
    ];
    const expected = createHash("sha256").update(Buffer.from(hex.join("").replaceAll(" ", ""), "hex"));
    expect(await fingerprintInteractions(interactionsFrom(list, "explicit"))).toBe(expected.digest("hex"));
  });

  it("changes with any id, row, value, time or the kind of feedback", async () => {
    const [first, second, third] = list as [(typeof list)[0], (typeof list)[0], (typeof list)[0]];
    const variants = [
      list,
      [{ ...first, userId: "anna" }, second, third],
      [first, second, { ...third, itemId: "y" }],
      [first, second, { ...third, userId: "bob" }],
      [second, first, third],
      [{ ...first, value: 5 }, second, third],
      [{ ...first, timestamp: 11 }, second, third],
      list.map(({ userId, itemId, value }) => ({ userId, itemId, value })),
    ].map((rows) => fingerprintInteractions(interactionsFrom(rows, "explicit")));
    variants.push(fingerprintInteractions(interactionsFrom(list, "implicit")));
    expect(new Set(await Promise.all(variants)).size).toBe(variants.length);
  });
});
