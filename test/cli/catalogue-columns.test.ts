import { beforeAll, describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { manifestSchema } from "./schemas.ts";

const { folder, write } = temporaryFolder();
const ratings = write("ratings.csv", "user,item,rating\n1,1,5\n1,2,4\n2,1,3\n2,3,2\n3,3,4\n3,4,4\n");
const items = write(
  "films.csv",
  `item,title,year,price,rank,released,genres,nothing
1,One,NaN,"$1,299.99",1,1995-10-30,"['Action', ""Children's""]",
2,Two,2001,$5,2,1999-01-01,"['War', 'Act",NA
3,Three,1999,\\N,c. 10,2001-05-06,[],NULL
4,,2005,$7.50,4,N/A,['War'],
`,
);
const out = `${folder}/artefact`;

describe("the columns of a catalogue on the command line", () => {
  let stderr = "";
  beforeAll(async () => {
    const run = await nearedge(["train", ratings, "--items", items, "--model", "popularity", "--out", out]);
    expect(run.status).toBe(0);
    stderr = run.stderr;
  });

  it("are named by train with what is missing, what was left out and why a column is text", () => {
    const lines = stderr.split("\n").filter((line) => line.includes("films.csv"));
    expect(lines).toEqual([
      "read films.csv: item=item title=title · number: year (1 missing: NaN), price (1 missing: \\N) · " +
        "category: rank, released (1 missing: N/A), genres (1 missing) · not used: nothing",
      'note: films.csv: price: "$1,299.99" is read as 1299.99: $ is left out; commas separate thousands',
      'note: films.csv: rank: text, though 3 of 4 cells are numbers: "c. 10" (line 4) is none',
      'note: films.csv: released: text: "1995-10-30" (line 2) is a date; give the year in a column of its own for a number',
      `note: films.csv: genres: 1 cell begins like a list that cannot be read, kept as one value: "['War', 'Act" (line 3)`,
    ]);
  });

  it("are shown by inspect with their types", async () => {
    const { answer } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(answer.itemColumns).toEqual([
      { name: "title", type: "title", missing: 1 },
      {
        name: "rank",
        type: "category",
        missing: 0,
        values: 4,
        note: '3 of its values are numbers, and "c. 10" is none',
      },
      { name: "released", type: "category", missing: 1, values: 3 },
      { name: "genres", type: "category", missing: 1, values: 4 },
      { name: "year", type: "number", missing: 1, minimum: 1999, maximum: 2005 },
      { name: "price", type: "number", missing: 1, minimum: 5, maximum: 1299.99 },
    ]);
    const { stdout } = await nearedge(["inspect", out]);
    expect(stdout).toContain("column   title: title, 1 of 4 items without one\n");
    expect(stdout).toContain("column   year: number, 1999 to 2005, 1 of 4 items without one\n");
    expect(stdout).toContain("column   genres: category, 4 values, 1 of 4 items without one\n");
  });

  it("that hold several numbers an item are shown as such", async () => {
    const listed = write("listed.csv", 'item,stops\n1,"[1, 2]"\n2,[3]\n3,\n4,[4]\n');
    const other = `${folder}/listed`;
    await nearedge(["train", ratings, "--items", listed, "--model", "popularity", "--out", other]);
    const { stdout } = await nearedge(["inspect", other]);
    expect(stdout).toContain(
      "column   stops: category, 4 values, 1 of 4 items without one, its values are numbers, listed by item\n",
    );
  });

  it("are what filters see", async () => {
    const ask = (filter: object) => ["recommend", out, "--history", "4", "--filter", JSON.stringify(filter)];
    for (const filter of [{ genres: "Children's" }, { price: { min: 1000 } }]) {
      const { stdout } = await nearedge([...ask(filter), "--json"]);
      expect(JSON.parse(stdout).items.map(({ itemId }: { itemId: string }) => itemId)).toEqual(["1"]);
    }
  });
});
