import { describe, expect, it } from "vitest";
import { buildSearchIndex, createSearchIndex, type Searchable } from "../../web/logic/search-index.ts";

function work(title: string, popularity: number, creator = "", year?: number): Searchable {
  return { title, popularity, creator, year, kind: "book", categories: ["fiction"] };
}

const index = createSearchIndex([
  work("The Hound of the Baskervilles", 50, "Arthur Conan Doyle", 1902),
  work("Hounds of Love", 90, "Kate Bush", 1985),
  work("Hound", 10),
  work("Greyhound Nights", 99),
  work("Amélie", 70, "Jean-Pierre Jeunet", 2001),
  work("A Dog's Life", 80, "Hound Press", 1918),
]);

const titles = (query: string, limit = 10) => index.search(query, limit).items.map((item) => item.title);

describe("the search index", () => {
  it("puts the title itself first, then beginnings, then words of the title, of anything, and the middle of words", () => {
    expect(titles("hound")).toEqual([
      "Hound",
      "Hounds of Love",
      "The Hound of the Baskervilles",
      "A Dog's Life",
      "Greyhound Nights",
    ]);
  });

  it("ignores case, diacritics and apostrophes on both sides", () => {
    expect(titles("AMELIE")).toEqual(["Amélie"]);
    expect(titles("amélie")).toEqual(["Amélie"]);
    expect(titles("dogs life")).toEqual(["A Dog's Life"]);
  });

  it("wants every word, wherever it stands", () => {
    expect(titles("hound doyle 1902")).toEqual(["The Hound of the Baskervilles"]);
    expect(titles("hound doyle 1903")).toEqual([]);
  });

  it("finds everything for an empty query, the best known first", () => {
    expect(titles("", 3)).toEqual(["Greyhound Nights", "Hounds of Love", "A Dog's Life"]);
  });

  it("finds values of the category", () => {
    expect(index.search("fiction doyle", 9).matchCount).toBe(1);
  });

  it("is the same when it is made in pieces", async () => {
    const works = [work("Hound", 1), work("Greyhound", 2)];
    const [whole, pieces] = [createSearchIndex(works), await buildSearchIndex(works)];
    expect(pieces.search("hound", 9)).toEqual(whole.search("hound", 9));
  });

  it("finds the same whether somebody types on, goes back or begins anew", () => {
    const fresh = (query: string) =>
      createSearchIndex([work("Hound", 3), work("Houses", 2), work("Horse", 1)]).search(query, 9);
    const typed = createSearchIndex([work("Hound", 3), work("Houses", 2), work("Horse", 1)]);
    for (const query of ["h", "ho", "hou", "hous", "hou", "ho x", "ho", "horse", "hound"]) {
      expect(typed.search(query, 9)).toEqual(fresh(query));
    }
    // What is skipped once may be found by the next letter.
    typed.search("h", 9, () => true);
    expect(typed.search("ho", 9).matchCount).toBe(3);
  });

  it("breaks ties of popularity by the order given", () => {
    const tied = createSearchIndex([work("b", 5), work("a", 5), work("c", 5)]);
    expect(tied.search("", 9).items.map((item) => item.title)).toEqual(["b", "a", "c"]);
  });

  it("counts all matches beyond the limit and leaves out what is skipped", () => {
    const found = index.search("hound", 2, (item) => item.title === "Hound");
    expect(found.matchCount).toBe(4);
    expect(found.items.map((item) => item.title)).toEqual(["Hounds of Love", "The Hound of the Baskervilles"]);
  });
});
