import { describe, expect, it } from "vitest";
import { readCatalogue } from "../../web/logic/catalogue.ts";
import { displayTitle, itemLine } from "../../web/logic/item.ts";
import { inPieces } from "../../web/logic/pieces.ts";
import { stopsOf } from "../../web/logic/ranges.ts";
import { createFakeRecommender, type FakeWork } from "./fake-recommender.ts";

const WORKS: readonly FakeWork[] = [
  { itemId: "1", title: "Iliad", popularity: 3, creator: "Homer", domain: "book", tags: ["epic", "war"], year: -700 },
  { itemId: "2", title: "", popularity: 2, domain: "film", tags: ["war"], year: 1957 },
  { itemId: "3", title: "Untold", popularity: 1, domain: "book", tags: ["epic"] },
  { itemId: "4", title: "Later (2001)", popularity: 1, creator: "Ann", domain: "book", tags: ["war"], year: 2001 },
];
const catalogue = await readCatalogue(createFakeRecommender(WORKS));

describe("the catalogue", () => {
  it("names an item without a title by its id", () => {
    expect(catalogue.item("2").title).toBe("2");
  });

  it("shows an item that the model does not know by its id alone", () => {
    expect(catalogue.item("unheard-of")).toMatchObject({ title: "unheard-of", creator: "", year: undefined });
    expect([catalogue.has("1"), catalogue.has("unheard-of")]).toEqual([true, false]);
  });

  it("counts the values of columns worth choosing by, the commonest first: no creators, of whom each made one item", () => {
    expect(catalogue.facets).toEqual([
      {
        ...{ column: "domain", label: "Kind" },
        values: [
          { value: "book", count: 3 },
          { value: "film", count: 1 },
        ],
      },
      {
        ...{ column: "tags", label: "Tags" },
        values: [
          { value: "war", count: 3 },
          { value: "epic", count: 2 },
        ],
      },
    ]);
  });

  it("has a slider from the first year that is known to the last", () => {
    const [year] = catalogue.ranges;
    expect([year?.column, year?.stops, year?.words(-700)]).toEqual(["year", [-700, 1957, 2001], "700 BC"]);
  });

  it("puts what is known of an item into one line", () => {
    expect(["1", "2", "3"].map((itemId) => itemLine(catalogue.item(itemId)))).toEqual([
      "Homer · 700 BC · book",
      "1957 · film",
      "book",
    ]);
  });
});

describe("work in pieces", () => {
  it("does everything in order, and pauses after each slice of 12 ms", async () => {
    const done: number[] = [];
    const doneAtPauses: number[] = [];
    let clock = 0;
    const work = (index: number): void => {
      done.push(index);
      clock += 0.25;
    };
    const pause = async (): Promise<void> => {
      doneAtPauses.push(done.length);
      clock += 100;
    };
    await inPieces(200, work, { pause, now: () => clock });
    expect(done).toEqual(Array.from({ length: 200 }, (_, at) => at));
    // The clock is read after every 32nd: 16 ms of work at 64, 128 and 192.
    expect(doneAtPauses).toEqual([64, 128, 192]);
  });
});

describe("a title", () => {
  it.each([
    ["Toy Story (1995)", 1995, "Toy Story"],
    ["Matrix, The (1999)", 1999, "The Matrix"],
    ["Wonderful Life, A", undefined, "A Wonderful Life"],
    ["Blade Runner (2049)", 2017, "Blade Runner (2049)"],
    ["Eats, Shoots and Leaves", undefined, "Eats, Shoots and Leaves"],
  ])("%j of %j is shown as %j", (title, year, expected) => {
    expect(displayTitle(title, year)).toBe(expected);
  });
});

describe("the stops of a slider", () => {
  it("are all values where there are few, each once", () => {
    expect(stopsOf([3, 1, 2, 3, 1])).toEqual([1, 2, 3]);
  });

  it("stand at equal shares of the items where there are many, ends included", () => {
    const values = [...Array.from({ length: 1000 }, (_, at) => at), 1e6];
    const stops = stopsOf(values);
    expect(stops).toHaveLength(200);
    expect([stops[0], stops.at(-1)]).toEqual([0, 1e6]);
    // One dear item takes one stop, not half of the slider.
    expect(stops[100]).toBeGreaterThan(480);
    expect(stops[100]).toBeLessThan(520);
  });
});
