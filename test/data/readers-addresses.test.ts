import { describe, expect, it } from "vitest";
import { LONGEST_ADDRESS } from "../../src/addresses.ts";
import { selectItems } from "../../src/data/items.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const ratings = write("ratings.csv", "user,item\na,1\na,2\na,3\na,4\n");

/** The catalogue of four items with these cells in one column, and what was said of it. */
async function read(name: string, cells: readonly string[]) {
  const quoted = cells.map((cell, row) => `${row + 1},"${cell.replaceAll('"', '""')}"\n`);
  const { items, report } = await openDataset(ratings, {
    itemsPath: write("items.csv", `item,${name}\n${quoted.join("")}`),
  });
  const reading = report.read?.at(-1);
  return { items, addresses: items.addresses?.get(name), notes: reading?.notes, attributes: reading?.attributes };
}

describe("a column of addresses", () => {
  it("is told by its name and its content, and is no category", async () => {
    const cells = ["https://shop.example/1.jpg", "/2.jpg", "", "data:image/png;base64,AA"];
    const { items, addresses, notes, attributes } = await read("Image_URL", cells);
    expect(addresses).toEqual(cells);
    expect([items.categories.size, items.texts.size]).toEqual([0, 0]);
    expect(attributes).toEqual([{ name: "Image_URL", type: "address", missing: 1 }]);
    expect(notes).toEqual([]);
  });

  it("of a usual name with other content is read like any other column", async () => {
    const { items, addresses, attributes } = await read("cover", ["Hardcover", "Paperback", "", "/4.jpg"]);
    expect(addresses).toBeUndefined();
    expect([...items.categories.keys()]).toEqual(["cover"]);
    expect(attributes).toMatchObject([{ type: "category" }]);
    expect((await read("url", ["", "", "", ""])).items.addresses).toBeUndefined();
  });

  it("with another name stays what it was", async () => {
    const { items } = await read("source", ["https://a.example/", "https://b.example/", "", ""]);
    expect([[...items.categories.keys()], items.addresses]).toEqual([["source"], undefined]);
  });

  it("loses what no page may show, with its count and the first such cell", async () => {
    const { addresses, notes } = await read("link", [
      "javascript:alert(1)",
      "file:///etc/passwd",
      "pages/3.html",
      "/4",
    ]);
    expect(addresses).toEqual(["", "", "", "/4"]);
    expect(notes).toEqual([
      "items.csv: link: 3 cells are no address that may be shown (http, https or from the root (/…)), left out: " +
        '"javascript:alert(1)" (line 2)',
    ]);
    const none = await read("link", ["javascript:1", "", "", ""]);
    expect(none.addresses).toBeUndefined();
    expect(none.attributes).toEqual([]);
    expect(none.notes).toHaveLength(1);
  });

  it("loses what is too long, as a cut address leads nowhere", async () => {
    const fits = `/${"x".repeat(LONGEST_ADDRESS - 1)}`;
    const { addresses, notes } = await read("image", [fits, `${fits}x`, "", ""]);
    expect(addresses).toEqual([fits, "", "", ""]);
    expect(notes).toMatchObject([
      expect.stringContaining(`1 cell is longer than ${LONGEST_ADDRESS} characters, left out`),
    ]);
  });

  it("has the first of several, and https for what has no scheme, both with a note", async () => {
    const { addresses, notes } = await read("image", [
      '["https://a.example/1.jpg", "https://a.example/2.jpg"]',
      "https://a.example/x,y.jpg, https://a.example/z.jpg",
      "/a.jpg|/b.jpg",
      "//cdn.example/4.jpg",
    ]);
    expect(addresses).toEqual([
      "https://a.example/1.jpg",
      "https://a.example/x,y.jpg",
      "/a.jpg",
      "https://cdn.example/4.jpg",
    ]);
    expect(notes?.map((note) => note.replace(/: ".*/, ""))).toEqual([
      "items.csv: image: 1 cell is without a scheme, read as https",
      "items.csv: image: 3 cells are a list, of which the first is taken",
    ]);
  });

  it("stays beside its items when some are left out", async () => {
    const itemsPath = write("some.csv", "item,link\n4,/4\n3,/3\n9,/9\n");
    const { items } = await openDataset(ratings, { itemsPath, coldItems: true });
    expect(items.addresses?.get("link")).toEqual(["", "", "/3", "/4", "/9"]);
    expect(selectItems(items, Uint32Array.of(4, 2)).addresses?.get("link")).toEqual(["/9", "/3"]);
  });
});
