import { describe, expect, it } from "vitest";
import { createCategoryColumn } from "../../src/data/items.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, engine, ITEMS, popularityEngine } from "./fixture.ts";

const small = await engine();
const COLUMNS = "fields[1]: expected columns of this catalogue: colour, tags, year; got ";

describe("fields", () => {
  it("are what an item has in columns of the catalogue: a text, texts where an item can have several, a number", () => {
    const { items } = small.popular({ fields: ["colour", "tags", "year"], k: 7 });
    expect(items.map(({ itemId, fields }) => [itemId, fields])).toEqual([
      ["0", { colour: "black", year: 1990 }],
      ["1", { colour: "white", year: 1991 }],
      ["2", { colour: "black", tags: ["two"], year: 1992 }],
      ["3", { colour: "white", tags: ["three"], year: 1993 }],
      ["4", { colour: "black", tags: ["two"] }],
      ["5", { colour: "white", tags: ["five"], year: 1995 }],
      ["6", { colour: "black", tags: ["two", "three", "five"], year: 1996 }],
    ]);
  });

  it("stand in every kind of list, and only where they were asked for", async () => {
    const byPopularity = await popularityEngine();
    const fields = ["year"];
    for (const answer of [
      small.recommend({ history: ["0"], fields }),
      small.rank({ history: ["0"], items: ["2"], fields }),
      small.similar({ itemId: "0", fields }),
      byPopularity.popular({ fields }),
    ]) {
      expect(answer.items.length).toBeGreaterThan(0);
      expect(answer.items.every((item) => item.fields !== undefined)).toBe(true);
    }
    expect(small.popular({}).items[0]).not.toHaveProperty("fields");
    expect(small.popular({ fields: [] }).items[0]?.fields).toEqual({});
  });

  it("change nothing else", () => {
    const request = { history: ["0", "3"], k: 9 };
    const plain = small.recommend(request);
    const items = small.recommend({ ...request, fields: ["year"] }).items.map(({ fields: _, ...item }) => item);
    expect(items).toEqual(plain.items);
  });

  it.each([
    ["yaer", '"yaer" (did you mean year?)'],
    ["constructor", '"constructor"'],
    ["__proto__", '"__proto__"'],
    ["title", '"title"'],
  ])("of a column that there is not are refused: %s", (name, message) => {
    const code = { code: "unknown-field-column", message: COLUMNS + message };
    expect(() => small.popular({ fields: ["year", name] })).toThrow(expect.objectContaining(code));
    // Also where no item is left to have one.
    expect(() => small.rank({ items: [], fields: ["year", name] })).toThrow(expect.objectContaining(code));
  });

  it("are at most 64", () => {
    expect(small.popular({ fields: Array(64).fill("year") }).items[0]?.fields).toEqual({ year: 1990 });
    const message = "fields.length: expected an integer from 0 to 64, got 65";
    expect(() => small.popular({ fields: Array(65).fill("year") })).toThrow(new RangeError(message));
  });
});

describe("an item that is not in the catalogue", () => {
  it("is named with the nearest that is", () => {
    const message = 'item "2O" is not in this catalogue (did you mean 2?)';
    expect(() => small.similar({ itemId: "2O" })).toThrow(expect.objectContaining({ code: "unknown-item", message }));
  });

  it("called image and link are the columns of pictures and pages, in old artefacts categories, and nothing unsafe", async () => {
    const old = createRecommender(
      {
        ...artefact(),
        items: {
          ...ITEMS,
          categories: new Map([
            [
              "cover",
              createCategoryColumn(ITEMS.titles.map((_, item) => [item === 1 ? "javascript:1" : `/${item}.jpg`])),
            ],
          ]),
        },
      },
      await kernelModule(),
    );
    expect(old.popular({ fields: ["image", "cover"], k: 2 }).items.map(({ fields }) => fields)).toEqual([
      { image: "/0.jpg", cover: "/0.jpg" },
      { cover: "javascript:1" },
    ]);
    expect(old.item("0")).toMatchObject({ image: "/0.jpg", categories: { cover: ["/0.jpg"] } });
    expect(old.item("1")).not.toHaveProperty("image");
    expect(() => old.popular({ fields: ["link"] })).toThrow(expect.objectContaining({ code: "unknown-field-column" }));
  });
});
