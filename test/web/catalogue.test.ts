import { describe, expect, it } from "vitest";
import { createCatalogue, workLine } from "../../web/logic/catalogue.ts";
import { createFakeRecommender } from "./fake-recommender.ts";

const catalogue = createCatalogue(
  createFakeRecommender([
    { itemId: "1", title: "Iliad", popularity: 3, creator: "Homer", domain: "book", tags: ["epic", "war"], year: -700 },
    { itemId: "2", title: "", popularity: 2, domain: "film", tags: ["war"], year: 1957 },
    { itemId: "3", title: "Untold", popularity: 1, domain: "book" },
  ]),
);

describe("the catalogue", () => {
  it("names a work without a title by its id", () => {
    expect(catalogue.work("2").title).toBe("2");
  });

  it("shows a work that the model does not know by its id alone", () => {
    expect(catalogue.work("unheard-of")).toMatchObject({ title: "unheard-of", creator: "", year: undefined });
  });

  it("counts domains and tags, the most frequent first", () => {
    expect(catalogue.domains).toEqual([
      { value: "book", count: 2 },
      { value: "film", count: 1 },
    ]);
    expect(catalogue.tags).toEqual([
      { value: "war", count: 2 },
      { value: "epic", count: 1 },
    ]);
  });

  it("spans the years that are known", () => {
    expect(catalogue.years).toEqual({ min: -700, max: 1957 });
  });

  it("puts what is known of a work into one line", () => {
    expect(["1", "2", "3"].map((itemId) => workLine(catalogue.work(itemId)))).toEqual([
      "Homer · 700 BC · book",
      "1957 · film",
      "book",
    ]);
  });
});
