import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { sampleOf } from "../../src/data/readers/column-sample.ts";
import { planColumns } from "../../src/data/readers/columns.ts";
import type { GivenColumns } from "../../src/data/readers/format.ts";
import { DataError, OptionsError } from "../../src/errors.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

/** What is made of a table with these columns, given rows of texts without quotes. */
function read(header: string, rows: readonly string[] = [], given: GivenColumns = {}) {
  const sample = sampleOf(rows.map((row) => row.split(",")));
  const { feedback, reading } = planColumns("t.csv", header.split(","), given, { sample });
  const { user, item, value, timestamp, event } = reading.columns;
  return { found: [user, item, value, timestamp], event, feedback, notUsed: reading.notUsed, notes: reading.notes };
}

const SECONDS = "1509290890";

describe("columns of data sets that people know", () => {
  it.each([
    ["Amazon reviews 2018", "reviewerID,asin,overall,unixReviewTime", `A1,B1,5.0,${SECONDS}`, 0],
    ["Amazon reviews 2023", "rating,title,text,asin,user_id,timestamp", `5.0,t,x,B1,A1,${SECONDS}`, 0],
    ["Amazon PDS", "customer_id,product_id,star_rating,review_date", "1,B1,5,2015-08-31", 0],
    ["Book-Crossing", "User-ID,ISBN,Book-Rating,", "1,034545104X,5,", 0],
    ["Yelp", "user_id,business_id,stars,date,useful", "a,b,4,2018-07-07 22:09:11,0", 0],
    ["last.fm 360K", "user_id,artist_name,plays,", "a,b,137,", 0],
    ["Goodreads", "user_id,book_id,rating,", "a,1,4,", 0],
    ["Food.com", "user_id,recipe_id,rating,date", "1,40893,4,2003-02-17", 0],
    ["BeerAdvocate", "review_profilename,beer_beerid,review_overall,review_time", `stcules,47986,1.5,${SECONDS}`, 0],
    ["MyAnimeList", "username,anime_id,my_score,", "karth,21,9,", 0],
    ["Jester", "user_id,joke_id,rating,", "1,5,-3.09,", 0],
    ["H&M", "customer_id,article_id,,t_dat", "a,0663713001,,2018-09-20", 0],
    ["Online Retail with ISO dates", "CustomerID,StockCode,,InvoiceDate", "17850,85123A,,2010-12-01 08:26:00", 0],
    ["a shelf of shows", "member_id,show_id,rating,watched_at", `7,12,4,${SECONDS}`, 0],
    ["a survey", "user,item,Rating (1-5),", "a,x,4,", 0],
  ])("%s", (_, header, row) => {
    const names = header.split(",");
    const { found, notes } = read(header, [row]);
    const expected = [...names].filter((name) => name !== "");
    expect(new Set(found.filter((name) => name !== null))).toEqual(
      new Set(expected.filter((name) => !["title", "text", "useful"].includes(name))),
    );
    expect(notes).toEqual([]);
  });
});

describe("feedback", () => {
  it.each([
    ["user,item,plays", {}, "implicit"],
    ["user,item,stars", {}, "explicit"],
    ["user,item,plays", { rating: "plays" }, "explicit"],
    ["user,item,rating", { count: "rating" }, "implicit"],
    ["user,item,quantity", { count: "quantity" }, "implicit"],
    ["user,item,what", { rating: "what" }, "explicit"],
    ["user,item,type", { event: "type" }, "implicit"],
    ["user,item", {}, "implicit"],
  ] as const)("of %s with %o is %s", (header, given, feedback) => {
    expect(read(header, ["a,x,1"], given)).toMatchObject({ feedback, notes: [] });
  });

  it("has no ratings beside counts or events", () => {
    expect(() => read("user,item,a,b", [], { rating: "a", count: "b" })).toThrow(OptionsError);
    expect(() => read("user,item,a,b", [], { rating: "a", event: "b" })).toThrow("expected no rating beside event");
  });

  it("beside events has the counts that are named, and no other", () => {
    const named = read("user,item,plays,type", ["a,x,3,play"], { count: "plays", event: "type" });
    expect(named).toMatchObject({ found: ["user", "item", "plays", null], event: "type", feedback: "implicit" });
    const unnamed = read("user,item,plays,type", ["a,x,3,play"], { event: "type" });
    expect(unnamed.found[2]).toBeNull();
    expect(unnamed.notes).toEqual([
      "plays holds numbers and was not used, so every row counts 1; to read values say --columns count=plays for behaviour that adds up",
    ]);
  });
});

describe("columns that are left", () => {
  it.each([
    ...["quantity", "qty", "hours", "views", "clicks", "preference", "playtime", "rate", "zero", "watch seconds"],
  ])("with numbers such as %s are named", (name) => {
    const shown = name.includes(" ") ? `"${name}"` : name;
    const { found, notUsed, notes, feedback } = read(`user,item,${name}`, ["a,x,1", "b,y,2.5"]);
    expect([found[2], notUsed, feedback]).toEqual([null, [name], "implicit"]);
    expect(notes).toEqual([
      `${shown} holds numbers and was not used, so every row counts 1; to read values say --columns count=${shown} for behaviour that adds up, ` +
        `or --columns rating=${shown} for opinions`,
    ]);
  });

  it("are one note where they are several", () => {
    const { notes } = read("user,item,hours,price", ["a,x,1,2", "b,y,2,3"]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^hours, price hold numbers and were not used/);
  });

  it("are named by what is usual, or by none where no name says anything", () => {
    const usual = read("user,item,Invoice,Quantity", ["a,x,7,2", "b,y,8,3"]).notes[0];
    expect(usual).toMatch(/^Quantity, Invoice hold numbers .* --columns count=Quantity for/);
    const unusual = read("user,item,latitude,longitude", ["a,x,7,2", "b,y,8,3"]).notes[0];
    expect(unusual).toMatch(/--columns count=NAME for behaviour that adds up, or --columns rating=NAME for/);
  });

  it("are no values where they number rows, are ids or hold texts", () => {
    expect(read("id,,Unnamed: 0,order_id,user,item,score", ["1,1,1,77,a,x,good", "2,2,2,78,b,y,bad"]).notUsed).toEqual([
      ...["id", "", "Unnamed: 0", "order_id"],
    ]);
    expect(read("id,,order_id,user,item,quantity", ["1,1,77,a,x,few", "2,2,78,b,y,many"]).notes).toEqual([]);
  });

  it.each(["order_date", "created", "when"])("with times such as %s are named", (name) => {
    const { found, notes } = read(`customer_id,product_id,quantity,${name}`, ["1,2,3,2020-01-02", "2,2,1,2020-01-03"]);
    expect(found).toEqual(["customer_id", "product_id", null, null]);
    expect(notes[1]).toBe(`${name} looks like times and was not used; to read them say --columns timestamp=${name}`);
  });

  it.each(["order_date", "InvoiceDate", "purchased_at"])(
    "with times that must be explained, as in %s, say so",
    (name) => {
      const { found, notes } = read(`user,item,${name}`, ["a,x,12/1/2010 8:26"]);
      expect(found[3]).toBeNull();
      expect(notes).toEqual([
        `${name} looks like times and was not used; to read them say --columns timestamp=${name} and --date-format FORMAT, ` +
          'since "12/1/2010 8:26" is no number of seconds and no ISO date',
      ]);
    },
  );

  it.each(["unixReviewTime", "event_time", "purchased_at"])("are none where %s is a time that is known", (name) => {
    expect(read(`user,item,${name}`, [`a,x,${SECONDS}`])).toMatchObject({
      found: ["user", "item", null, name],
      notes: [],
    });
  });

  it.each(["behavior", "event", "event_type", "action", "type"])(
    "with kinds of events such as %s are named",
    (name) => {
      const { notes } = read(`visitorid,itemid,${name}`, ["1,2,view", "1,3,view", "2,2,addtocart"]);
      expect(notes).toEqual([
        `${name} looks like kinds of events (view, addtocart) and was not used: rows of all kinds were read alike; ` +
          `to tell them apart say --columns event=${name}, and --events view=1,addtocart=1 to choose and weigh them`,
      ]);
    },
  );

  it("with a text of its own in every row are no kinds of events", () => {
    const rows = Array.from({ length: 12 }, (_, row) => `a,x${row},kind ${row}`);
    expect(read("user,item,type", rows).notes).toEqual([]);
  });
});

describe("two columns for one part", () => {
  it("are both named, with the one that was taken", () => {
    const { found, notes } = read("user,artist,track,plays", ["a,b,c,1"]);
    expect(found[1]).toBe("artist");
    expect(notes).toEqual([
      "artist was read as item ids; track looks like it too: to take it say --columns item=track",
    ]);
    expect(read("user,artist,track,plays", ["a,b,c,1"], { item: "track" }).notes).toEqual([]);
  });

  it("are one where a name says the same as the id", () => {
    expect(read("user_id,user_name,artist_id,artist_name,plays", ["1,a,2,b,3"]).notes).toEqual([]);
  });

  it("of values are named, and how to take either", () => {
    const { found, notes } = read("user,item,rating,plays", ["a,x,3,7"]);
    expect(found[2]).toBe("rating");
    expect(notes).toEqual([
      "rating was read as ratings; plays may hold values too: to take one say --columns count=NAME (behaviour) or rating=NAME (opinions)",
    ]);
  });

  it.each([
    ["value", "value was taken for ratings; if they are counts, say --columns count=value"],
    ["score", "score was taken for ratings; if they are counts, say --columns count=score"],
    ["weight", "weight was taken for counts; if they are ratings, say --columns rating=weight"],
  ])("are not needed for doubt: %s may be either", (name, note) => {
    expect(read(`user,item,${name}`, ["a,x,3"]).notes).toEqual([note]);
    const role = note.includes("taken for ratings") ? "rating" : "count";
    expect(read(`user,item,${name}`, ["a,x,3"], { [role]: name }).notes).toEqual([]);
  });
});

describe("parts of one table", () => {
  const folder = (name: string, parts: readonly string[]): string => {
    const path = join(write("anchor", "x"), "..", name);
    mkdirSync(path, { recursive: true });
    for (const [at, text] of parts.entries()) write(join(name, `part-${at}.csv`), text);
    return path;
  };

  it("are read by the columns of the first, whatever the others begin with", async () => {
    const first = `user,item,overall,event_time\na,x,3,${SECONDS}\n`;
    const blank = await openDataset(folder("blank", [first, "user,item,overall,event_time\nA,x,5,\n"]));
    expect(rowsOf(blank.interactions)).toEqual([
      ["A", "x", 5, Number.NaN],
      ["a", "x", 3, Number(SECONDS)],
    ]);
    expect(blank.report.read).toHaveLength(1);
    // By itself the second part would have no times, and they would be lost without a word.
    const other = folder("other", [first, "user,item,overall,event_time\nA,x,5,12/1/2010 8:26\n"]);
    expect((await dataErrorOf(openDataset(other))).message).toMatch(/^part-1\.csv:2: timestamp: expected /);
  });

  it("are refused where the first has no values to be read and another has", async () => {
    const path = folder("mixed", ["user,item,overall\na,x,\n", "user,item,overall\na,y,4\n"]);
    const error = await dataErrorOf(openDataset(path));
    expect(error.code).toBe("mixed-parts");
    expect(error.message).toBe(
      "part-1.csv: expected value=none as in part-0.csv, got overall; name the columns with --columns",
    );
  });
});

describe("a column that numbers rows", () => {
  it.each(["id", "index", "Unnamed: 0", "", "row"])("is never taken for an item: %s", (name) => {
    expect(() => read(`${name},user,rating`, ["1,a,3"])).toThrow(DataError);
    expect(() => read(`${name},user,rating`, ["1,a,3"])).toThrow("expected a column of item ids");
    expect(read(`${name},user,item`, ["1,a,x"]).found.slice(0, 2)).toEqual(["user", "item"]);
  });

  it("is taken where it is named, with a word", () => {
    const rows = ["0,a,3", "1,a,4", "2,b,5", "3,b,1", "4,c,2"];
    const { found, notes } = read("id,user,rating", rows, { item: "id" });
    expect(found[1]).toBe("id");
    expect(notes).toEqual([
      "id was read as the item, but goes up by one from row to row as row numbers do; is it an index?",
    ]);
    expect(read("id,user,rating", [...rows, "4,d,2"], { item: "id" }).notes).toEqual([]);
  });

  it("is named in the error", () => {
    expect(() => read("index,user,rating")).toThrow(
      't.csv: expected a column of item ids, got the columns index, user, rating; name it with --columns item=NAME; "index" usually numbers the rows, and is taken only when it is named',
    );
  });
});
