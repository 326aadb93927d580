import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { openOptions } from "../../src/cli/open-options.ts";
import { noteRatings } from "../../src/cli/progress.ts";
import { filtered } from "../../src/cli/read-dataset.ts";
import { leftOutLines, readingJson, readingLines } from "../../src/cli/reading-lines.ts";
import type { ReadReport, TableReading } from "../../src/data/dataset.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { readingShape, trainedSchema } from "./schemas.ts";
import { rows } from "./tables.ts";

const { folder, write } = temporaryFolder();

const shop = write(
  "shop.csv",
  rows("customer_id,product_id,quantity,order_date", [
    ...["1,a,2,2020-01-01", "1,b,1,2020-01-02", "2,a,1,2020-01-03", "2,c,4,2020-01-04", "3,b,1,2020-01-05"],
  ]),
);
const SHOP_LINE = "read: user=customer_id item=product_id value=none time=none · not used: quantity, order_date";

function report(read: readonly Partial<TableReading>[], counts: Partial<ReadReport> = {}): ReadReport {
  const columns = { user: "u", item: "i", value: null, timestamp: null, event: null };
  return {
    read: read.map((table) => ({ file: "t.csv", table: "interactions", columns, notUsed: [], notes: [], ...table })),
    ...{
      rowsRead: 1,
      badRows: 0,
      badRowExamples: [],
      duplicatesMerged: 0,
      catalogueOnlyItems: 0,
      uncataloguedItems: 0,
    },
    ...counts,
  };
}

describe("the line on a table", () => {
  it("names what was read as what, what was not used, and what is to be known", () => {
    const columns = { user: "who", item: "what", value: "stars", timestamp: "at", event: null };
    expect(readingLines(report([{ columns, notUsed: ["", "x"], notes: ["so it is"] }]))).toEqual([
      'read: user=who item=what value=stars time=at · not used: "", x',
      "note: so it is",
    ]);
  });

  it("names the file where there are several", () => {
    const lines = readingLines(
      report([
        { file: "a.csv", table: "train" },
        { file: "b.csv", table: "test" },
      ]),
    );
    expect(lines).toEqual([
      "read a.csv: user=u item=i value=none time=none",
      "read b.csv: user=u item=i value=none time=none",
    ]);
  });

  it("lists events with their rows, and of long lists the first ten", () => {
    const events = Array.from({ length: 12 }, (_, at) => ({
      event: `e${at}`,
      rows: 1200 - at,
      weight: at === 0 ? 2 : 1,
    }));
    const columns = { user: "u", item: "i", value: null, timestamp: null, event: "kind" };
    const [line = ""] = readingLines(report([{ columns, events, notUsed: events.map(({ event }) => event) }]));
    expect(line).toMatch(
      /event=kind \(e0 1,200 × 2, e1 1,199, .*e9 1,191 and 2 more\) · not used: e0, .*, e9 and 2 more$/,
    );
    const left = { event: "spam", rows: 3, weight: null };
    expect(readingLines(report([{ columns, events: [left] }]))[0]).toContain("event=kind (spam 3 left out)");
  });

  it("is none for data from no file", () => {
    const { read, ...rest } = report([]);
    expect([readingLines(rest), readingJson(rest), read]).toEqual([[], {}, []]);
  });
});

describe("what was left out", () => {
  it("is a line and a number each", () => {
    const counts = { otherEventsDropped: 2, nonPositiveDropped: 71, belowMinValue: 5 };
    expect(leftOutLines(report([], counts))).toEqual([
      "left out 2 rows of other events",
      "left out 71 pairs whose count is 0 or below",
      "left out 5 pairs whose value is below --min-value",
    ]);
    expect(readingJson(report([], counts)).leftOut).toEqual({ otherEvents: 2, nonPositive: 71, belowMinValue: 5 });
  });
});

describe("the options of reading", () => {
  it("become those of the library", () => {
    const given = { format: "auto", columns: "user=a,count=b,event=c", events: "view=1, buy=5 ,click", minValue: 2 };
    expect(openOptions(given)).toMatchObject({
      columns: { user: "a", count: "b", event: "c" },
      events: { view: 1, buy: 5, click: 1 },
      minValue: 2,
    });
    expect(() => openOptions({ format: "auto", columns: "kind=a" })).toThrow(
      "--columns: expected one of user, item, rating, count, timestamp, event",
    );
    expect(() => openOptions({ format: "auto", events: "view=x" })).toThrow(
      '--events: view: expected a number, got "x"',
    );
    expect(() => openOptions({ format: "auto", events: "view=" })).toThrow('--events: view: expected a number, got ""');
    expect(() => openOptions({ format: "auto", events: "view=1,view=2" })).toThrow("expected view once");
  });

  it("keep values before they count interactions, and both are in the note", async () => {
    const path = write("order.csv", rows("user,item,rating", ["a,x,5", "a,y,1", "b,x,4", "b,y,5", "c,y,5"]));
    const given = { format: "auto", minValue: 4, minUserInteractions: 2 };
    const { note, interactions } = await filtered(await openDataset(path, openOptions(given)), given);
    expect(note).toBe(
      "only values of at least 4; only users with at least 2 and items with at least 1 interactions, among those left",
    );
    // User a has two rows, but only one of 4 and more.
    expect(interactions.userIds.ids).toEqual(["b"]);
  });
});

describe("the note on low ratings", () => {
  const noted = (...args: Parameters<typeof noteRatings>): string => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    noteRatings(...args);
    const text = write.mock.calls.map(([chunk]) => String(chunk)).join("");
    write.mockRestore();
    return text;
  };

  it("names --min-value, which a transform does not stand in for", () => {
    expect(noted(["bpr"], "explicit", [], undefined)).toBe(
      "note: the data are ratings, and bpr learns from who rated what: a low rating counts too; " +
        "to keep ratings from a value on only, say --min-value, as in --min-value 4\n",
    );
    expect(noted(["bpr", "ease"], "explicit", [{ name: "binarise:4" }], undefined)).toContain(
      "bpr, ease learn from who rated what: a low rating counts too, after binarise:4 as well; to keep",
    );
    expect(noted(["bpr"], "implicit", [{ name: "binarise:4" }], undefined)).toBe(
      "note: binarise:4 leaves no row out: what becomes 0 is an interaction still; --min-value keeps counts from a value on only\n",
    );
  });

  it("is not there where it has nothing to say", () => {
    expect(noted(["bpr"], "explicit", [], 4)).toBe("");
    expect(noted([], "explicit", [], undefined)).toBe("");
    expect(noted(["bpr"], "implicit", [], undefined)).toBe("");
  });
});

const anyReading = z.looseObject(readingShape);
const listSchema = z.looseObject({ items: z.array(z.looseObject({ itemId: z.string(), score: z.number() })) });

describe("every command that reads a table", () => {
  it.each([
    ["train", ["train", shop, "--model", "popularity", "--out", join(folder, "a")]],
    ["evaluate", ["evaluate", shop, "--models", "popularity", "--protocol", "random:0.4"]],
    ["compare", ["compare", shop, "--models", "popularity", "--folds", "2", "--out", join(folder, "compare.html")]],
    ["explore", ["explore", shop, "--out", join(folder, "explore.html")]],
    ["tune", ["tune", shop, "--model", "item-knn", "--grid", "k=2", "--validation", "random:0.4", "--jobs", "1"]],
  ] as const)("says which columns it read as what, beside the JSON as well: %s", async (_, args) => {
    const { answer, stderr } = await nearedgeJson(anyReading, args);
    expect(stderr).toContain(`${SHOP_LINE}\n`);
    expect(stderr).toContain("note: quantity holds numbers and was not used, so every row counts 1; ");
    expect(stderr).toContain("note: order_date looks like times and was not used; ");
    expect(answer.read).toMatchObject([
      {
        file: "shop.csv",
        table: "interactions",
        columns: { user: "customer_id", item: "product_id", value: null, timestamp: null },
        notUsed: ["quantity", "order_date"],
      },
    ]);
  });

  it("does so for both files of a given split", async () => {
    const test = write("test.csv", rows("customer_id,product_id", ["1,c", "3,a"]));
    const args = ["evaluate", "--train-file", shop, "--test-file", test, "--models", "popularity"];
    const { answer, stderr } = await nearedgeJson(anyReading, args);
    expect(stderr).toContain("read shop.csv: user=customer_id item=product_id value=none time=none · not used: ");
    expect(stderr).toContain("read test.csv: user=customer_id item=product_id value=none time=none\n");
    expect(answer.read?.map(({ table }) => table)).toEqual(["train", "test"]);
  });
});

describe("counts of 0 or below", () => {
  it("are not popular, and there is a word on them", async () => {
    const bought = rows("user,item,count", ["1,A,6", "1,A,-6", "1,B,2", "2,A,-3", "2,B,1", "2,C,1", "3,B,4", "3,C,-1"]);
    const out = join(folder, "returns");
    const args = ["train", write("returns.csv", bought), "--model", "popularity", "--out", out];
    const { answer, stderr } = await nearedgeJson(trainedSchema, args);
    expect(stderr).toContain("left out 3 pairs whose count is 0 or below\n");
    expect(answer.leftOut).toEqual({ nonPositive: 3 });
    const { answer: list } = await nearedgeJson(listSchema, ["recommend", out, "--history", "Z", "--k", "9"]);
    expect(list.items.map(({ itemId, score }) => [itemId, score])).toEqual([
      ["B", 3],
      ["C", 1],
    ]);
  });

  it("alone are no test part", async () => {
    const train = write("plays.csv", rows("user,item,plays", ["1,a,2", "2,a,1", "2,b,1"]));
    const test = write("none.csv", rows("user,item,plays", ["1,b,-5"]));
    const { status, stdout, stderr } = await nearedge([
      ...["evaluate", "--train-file", train, "--test-file", test, "--models", "popularity"],
    ]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("none.csv: expected counts above 0, got 1 pairs");
    expect(stderr).toContain("[nothing-left]");
  });
});

describe("--min-value", () => {
  /** Two tastes: users of `a` and users of `b`. The hater rated all of `b` and rated it 1. */
  const table: string[] = [];
  for (let user = 0; user < 20; user++) {
    for (let item = 0; item < 10; item++) {
      if ((user * 7 + item * 3) % 5 < 3) table.push(`u${user},${user % 2 === 0 ? "a" : "b"}${item},5`);
    }
  }
  for (let item = 0; item < 6; item++) table.push(`hater,b${item},1`);
  const path = write("hate.csv", rows("user,item,rating", [...table, "hater,a0,5", "hater,a1,5"]));

  it.each(["rp3beta", "ease"])("keeps what somebody hates out of what they get: %s", async (model) => {
    const lists: string[][] = [];
    for (const options of [[], ["--transform", "binarise:4"], ["--min-value", "4"]]) {
      const out = join(folder, "hate");
      const args = ["train", path, "--model", model, ...options, "--out", out];
      const { answer, stderr } = await nearedgeJson(z.looseObject(readingShape), args);
      expect(stderr.includes("--min-value, as in --min-value 4")).toBe(options[0] !== "--min-value");
      expect(answer.leftOut).toEqual(options[0] === "--min-value" ? { belowMinValue: 6 } : undefined);
      const { answer: list } = await nearedgeJson(listSchema, ["recommend", out, "--user", "hater", "--k", "4"]);
      lists.push(list.items.map(({ itemId }) => itemId));
    }
    const [plain = [], binarised = [], kept = []] = lists;
    expect(plain.some((id) => id.startsWith("b"))).toBe(true);
    expect(binarised.some((id) => id.startsWith("b"))).toBe(true);
    expect(kept).toHaveLength(4);
    expect(kept.every((id) => id.startsWith("a"))).toBe(true);
  });
});
