import { describe, expect, it } from "vitest";
import { describedFilms } from "../../scripts/recipes/overviews.ts";
import { createCategoryColumn, emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { temporaryFolder } from "../cli/nearedge.ts";

const { write } = temporaryFolder();

const HELD =
  "Five men are held in an office on the coast, and tell a detective of a man whom nobody has ever seen but one who burnt, they say.";
const THIEF =
  "A thief who lives for his work and a detective who lives for his own meet in a city of lights, and only one of them will walk away.";

const films = {
  ...emptyItemTable(createVocabulary(["1", "2", "3", "4"])),
  titles: ["Usual Suspects, The (1995)", "Heat (1995)", "Heat (1986)", "Nikita (La Femme Nikita) (1990)"],
  categories: new Map([["tags", createCategoryColumn([["Crime", "Thriller"], [], ["Crime"], []])]]),
  numbers: new Map([["year", Float64Array.of(1995, 1995, 1986, Number.NaN)]]),
};
const texts = write(
  "tmdb.csv",
  [
    "id,title,overview,keywords,release_date",
    `10,The Usual Suspects,"${HELD}","[{""id"": 1, ""name"": ""law""}, {""id"": 2, ""name"": ""relatives""}]",1995-07-19`,
    `11,Heat,"${THIEF}","[{""id"": 3, ""name"": ""robbery""}]",1996-01-03`,
    `12,Nikita,"${HELD} Again.",[],1990-02-21`,
  ].join("\n"),
);

describe("films with overviews", () => {
  it("are those of the same title, wherever its article stands, and of the same year, give or take one", async () => {
    const { text, found } = await describedFilms(films, texts);
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      {
        ...{
          item: "1",
          title: "Usual Suspects, The (1995)",
          year: 1995,
          tags: ["Crime", "Thriller"],
          periods: ["1990s", "1995 and after"],
        },
        ...{ overview: HELD, keywords: ["law", "relatives"] },
      },
      {
        ...{ item: "2", title: "Heat (1995)", year: 1995, tags: [], periods: ["1990s", "1995 and after"] },
        ...{ overview: THIEF, keywords: ["robbery"] },
      },
      {
        ...{ item: "3", title: "Heat (1986)", year: 1986, tags: ["Crime"], periods: ["1980s", "1985 and after"] },
        overview: "",
        keywords: [],
      },
      // Without a year a title is not enough.
      { item: "4", title: "Nikita (La Femme Nikita) (1990)", tags: [], periods: [], overview: "", keywords: [] },
    ]);
    expect(found).toBe(2);
  });

  it("have what is known without TMDB where there is none", async () => {
    const { text, found } = await describedFilms(films, undefined);
    expect(JSON.parse(text.split("\n")[1] ?? "")).toEqual({
      ...{ item: "2", title: "Heat (1995)", year: 1995, tags: [], periods: ["1990s", "1995 and after"] },
      ...{ overview: "", keywords: [] },
    });
    expect(found).toBe(0);
  });
});
