import { describe, expect, it } from "vitest";
import { knownFields } from "../src/element/known-fields.ts";

const USUAL = ["image", "link", "price"];

describe("fields that a card shows unless the page names others", () => {
  it("are those that the catalogue has a column of", async () => {
    const columns = { categories: ["brand"], numbers: ["price", "weight"], texts: ["link", "plot"] };
    expect(await knownFields(USUAL, columns)).toEqual(["link", "price"]);
    expect(await knownFields(USUAL, { categories: [], numbers: [] })).toEqual([]);
  });

  it("have pictures and links from columns of other names", async () => {
    const columns = { categories: ["Poster"], numbers: [], texts: ["product_url"] };
    expect(await knownFields(USUAL, columns)).toEqual(["image", "link"]);
  });
});
