import { describe, expect, it } from "vitest";
import { columnsOf } from "../../web/logic/columns.ts";
import { wordsOf } from "../../web/logic/words.ts";

/** Words of a catalogue with these columns, of which `domain` and `tags` have these values. */
function words(categories: readonly string[], numbers: readonly string[], domain: string[] = [], tags: string[] = []) {
  const counted = (values: readonly string[]) => values.map((value) => ({ value, count: 9 }));
  const columns = columnsOf({ categories, numbers });
  return wordsOf({ names: [...categories, ...numbers], columns, kinds: counted(domain), categories: counted(tags) });
}

describe("the words of a catalogue", () => {
  it("are products where items have prices", () => {
    expect(words(["category", "brand"], ["price"])).toEqual({
      ...{ one: "product", many: "products", headline: "Find products you will like." },
      ...{ searchHint: "Title, brand or category", coverShape: "square" },
    });
  });

  it("are those of the one kind that all items are of", () => {
    expect(words(["domain"], ["year"], ["Movie"])).toMatchObject({ many: "films", headline: "Find your next film." });
    expect(words(["type"], [], ["books"])).toMatchObject({ one: "book" });
  });

  it("are works where known kinds are mixed, which the headline names", () => {
    expect(words(["domain", "creator"], ["year"], ["film", "album", "book"])).toMatchObject({
      ...{ many: "works", headline: "Find your next album, book or film.", searchHint: "Title, creator or year" },
    });
  });

  it("are films where most genres are those of films", () => {
    const genres = ["Drama", "Comedy", "Thriller", "Horror", "Western", "Film-Noir", "Documentary", "Animation"];
    expect(words(["tags"], ["year"], [], genres).many).toBe("films");
    expect(words(["tags"], ["year"], [], genres.slice(1)).many).toBe("items");
  });

  it("are items where nothing says more", () => {
    expect(words([], [])).toMatchObject({ one: "item", many: "items", headline: "Find more of what you like." });
    expect(words(["domain"], [], ["gadget", "film"]).many).toBe("items");
  });
});
