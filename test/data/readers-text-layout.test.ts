import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { OptionsError } from "../../src/errors.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const POSITIONS = { user: "1", item: "2", rating: "3" };

describe("quotes in a tab-separated file", () => {
  it("are characters, unless a whole field stands between them", async () => {
    const content =
      'user\titem\tplays\n1\t"Weird Al" Yankovic\t5\n2\tABBA\t4\n3\tMötley "Crüe\t3\n4\t"The ""Who"""\t2\n';
    const { interactions } = await openDataset(write("whole.tsv", content));
    expect(rowsOf(interactions).map((row) => row[1])).toEqual([
      '"Weird Al" Yankovic',
      "ABBA",
      'Mötley "Crüe',
      'The "Who"',
    ]);
  });

  it.each([
    ["never closed", '2\t"Heroes\t4\n3\tQueen\t3\n4\tBlur\t2\n', ['"Heroes', "Blur", "Queen"]],
    ["closed lines later", '2\t"Heroes\t4\n3\tQueen\t3\n4\tBlur"\t2\n', ['"Heroes', 'Blur"', "Queen"]],
    [
      "at the end of a field",
      '2\t"\t4\n3\tQueen"\t3\n4\t""\tx\n'.replace('4\t""\tx\n', "4\tBlur\t2\n"),
      ['"', "Blur", 'Queen"'],
    ],
  ])("swallow no lines: %s", async (_, rows, ids) => {
    for (const name of ["open.tsv", "open.txt"]) {
      const { interactions, report } = await openDataset(write(name, `user\titem\tplays\n${rows}`));
      expect(interactions.itemIds.ids).toEqual(ids);
      expect(report.rowsRead).toBe(3);
    }
  });

  it("hold tabs and line breaks where all rows fit in no other way", async () => {
    const { interactions } = await openDataset(
      write("reviews.tsv", 'user\titem\treview\n1\ta\t"good\nand\tbad"\n2\tb\tok\n'),
    );
    expect(rowsOf(interactions)).toEqual([
      ["1", "a", 1],
      ["2", "b", 1],
    ]);
  });

  it("mean what --quote says", async () => {
    const path = write("said.tsv", 'user\titem\n1\t"a"\n2\t"b""c"\n');
    const ids = async (quote: "none" | "double") => (await openDataset(path, { quote })).interactions.itemIds.ids;
    expect(await ids("none")).toEqual(['"a"', '"b""c"']);
    expect(await ids("double")).toEqual(["a", 'b"c']);
  });
});

describe("quotes in a comma-separated file", () => {
  const swallowing = 'user,item,plays\n1,ABBA,5\n2,"Heroes,4\n3,Queen,3\n4,Blur",2\n5,A,1\n';

  it("that would swallow whole rows are a bad row with its line, and characters when asked", async () => {
    const path = write("swallow.csv", swallowing);
    const error = await dataErrorOf(openDataset(path));
    expect(error.code).toBe("bad-rows");
    expect(error.message).toMatch(/^swallow\.csv:3: .*got a quoted field over 3 lines .*--quote none/);
    const { interactions, report } = await openDataset(path, { quote: "none" });
    expect(report.rowsRead).toBe(5);
    expect(interactions.itemIds.ids).toEqual(['"Heroes', "A", "ABBA", 'Blur"', "Queen"]);
  });

  it("swallow no rows over empty lines, or in the last column", async () => {
    const blank = write("blank.csv", 'user,item,plays\n2,"Heroes,4\n\n3,Queen,3\n4,Blur",2\n');
    expect((await dataErrorOf(openDataset(blank))).message).toMatch(/^blank\.csv:2: /);
    const last = write("last.csv", 'user,item,note\n2,Heroes,"x\n3,Queen,y\n4,Blur,z"\n5,A,b\n');
    expect((await dataErrorOf(openDataset(last))).message).toMatch(/^last\.csv:2: /);
  });

  it("swallow nothing between tabs read by the rule of commas either", async () => {
    const path = write("double.tsv", swallowing.replaceAll(",", "\t"));
    expect((await dataErrorOf(openDataset(path, { quote: "double" }))).message).toMatch(/^double\.tsv:3: /);
  });

  it("may hold a line break in an id, which is noted", async () => {
    const { report } = await openDataset(write("broken.csv", 'user,item\na,"x\ny"\nb,z\n'));
    expect(report.notes).toEqual([expect.stringMatching(/^broken\.csv:2: an id holds a line break .*--quote none/)]);
  });

  it("are named where they are never closed, with the way out", async () => {
    const { code, message } = await dataErrorOf(openDataset(write("never.csv", 'user,item\n1,"a\n2,b\n')));
    expect(code).toBe("unterminated-quote");
    expect(message).toMatch(/^never\.csv:2: .*--quote none/);
  });

  it("may be escaped by a backslash when asked", async () => {
    const path = write("spark.csv", 'user,item\n1,"\\"b\\""\n');
    const { interactions } = await openDataset(path, { quote: "backslash" });
    expect(interactions.itemIds.ids).toEqual(['"b"']);
  });

  it("are recognised behind a backslash where none is doubled", async () => {
    const ids = async (rows: string) =>
      (await openDataset(write("spark.csv", `user,item\n${rows}`))).interactions.itemIds.ids;
    expect(await ids('1,"a \\"b\\" c"\n2,"d, e"\n')).toEqual(['a "b" c', "d, e"]);
    expect(await ids('1,"a \\ ""b"" c"\n')).toEqual(['a \\ "b" c']);
  });
});

describe("the separator", () => {
  const expected = [
    ["1", "2", 3],
    ["2", "x y", 4],
  ];

  it.each([
    ["semicolons", "user;item;rating\n1;2;3\n2;x y;4\n"],
    ["bars", "user|item|rating\r\n1|2|3\r\n2|x y|4\r\n"],
    ["tabs in a file of another name", "user\titem\trating\n1\t2\t3\n2\tx y\t4\n"],
    ["the first line of Excel", "sep=;\r\nuser;item;rating\r\n1;2;3\r\n2;x y;4\r\n"],
    ["a byte order mark before it", "\ufeffsep=|\nuser|item|rating\n1|2|3\n2|x y|4\n"],
    ["quotes around it", '"sep=;"\nuser;item;rating\n1;2;3\n2;x y;4\n'],
    ["quotes around names and fields", '"user";"item";"rating"\n"1";"2";"3"\n"2";"x y";"4"\n'],
    ["a separator at the end of every line", "user;item;rating;\n1;2;3;\n2;x y;4;\n"],
    ["a comma in a name beside", "user;item;rating;name, first\n1;2;3;a\n2;x y;4;b, c\n"],
    ["more commas than semicolons", "user;item;rating;a,b,c,d,e\n1;2;3;1,2,3,4,5\n2;x y;4;1,2,3,4,5\n"],
  ])("is recognised: %s", async (_, content) => {
    const { interactions } = await openDataset(write("table.csv", content));
    expect(rowsOf(interactions)).toEqual(expected);
  });

  it("may be any number of blanks where nothing else separates", async () => {
    const path = write("blanks.txt", "user item   rating\n 1  2 3\n2 3 4  \n");
    expect(rowsOf((await openDataset(path)).interactions)).toEqual([
      ["1", "2", 3],
      ["2", "3", 4],
    ]);
  });

  it("may be said, and is one character", async () => {
    const path = write("tilde.csv", "user~item~rating\n1~2~3\n2~x y~4\n");
    expect(rowsOf((await openDataset(path, { separator: "~" })).interactions)).toEqual(expected);
    for (const separator of ["::", "a", '"', ""]) {
      await expect(openDataset(path, { separator })).rejects.toThrow(OptionsError);
    }
  });

  it("gives the fingerprint of the same table with commas", async () => {
    const lines = Array.from({ length: 2000 }, (_, row) => [row % 7, (row * 11) % 301, row % 5, row].join(","));
    const commas = `user,item,rating,timestamp\n${lines.join("\n")}\n`;
    const { fingerprint } = await openDataset(write("twin.csv", commas));
    for (const separator of [";", "|", "\t", " ", "^"]) {
      const path = write("twin.txt", commas.replaceAll(",", separator));
      expect((await openDataset(path, { separator })).fingerprint).toBe(fingerprint);
    }
  });

  it("has no meaning for formats without one", async () => {
    const path = write("events.jsonl", '{"user":1,"item":2}\n');
    await expect(openDataset(path, { separator: ";" })).rejects.toThrow(/--separator: .*events\.jsonl is jsonl/);
    await expect(openDataset(path, { header: false })).rejects.toThrow(/--no-header: /);
    await expect(openDataset(path, { format: "lightgcn", quote: "none" })).rejects.toThrow(OptionsError);
  });
});

describe("a table without a header", () => {
  it.each([
    ["numbers", "1,4,4\n1,5,3\n"],
    ["texts and numbers", "A1,B4,4.0,1509290890\nA1,B5,3.0,1501375784\n"],
    ["dates", "anna,x,2020-01-02\nbert,y,2020-01-03\n"],
    ["texts that come again", "u1,i1\nu1,i2\nu2,i1\n"],
    ["tabs", "1\t2\t3\n2\t3\t4\n"],
    ["semicolons", "1;2;3,5\n2;3;4,5\n"],
    ["blanks", "1 2 3\n2 3 4\n"],
  ])("is refused with the way out: %s", async (_, content) => {
    for (const columns of [{}, { user: "1", item: "4" }]) {
      const { code, message } = await dataErrorOf(openDataset(write("bare.csv", content), { columns }));
      expect(code).toBe("no-header");
      expect(message).toMatch(
        /^bare\.csv: .*the first row, which looks like data: .*--no-header .*--columns user=1,item=2/,
      );
    }
  });

  it.each([
    ["commas", "a,x,3\nb,y,4\n"],
    ["a byte order mark", "\ufeffa,x,3\nb,y,4\n"],
    ["CRLF and quotes", '"a","x","3"\r\n"b","y","4"\r\n'],
    ["tabs", "a\tx\t3\nb\ty\t4\n"],
    ["semicolons", "a;x;3\nb;y;4"],
    ["a line sep=", "sep=;\na;x;3\nb;y;4\n"],
  ])("is read by positions: %s", async (_, content) => {
    const { interactions } = await openDataset(write("bare.txt", content), { header: false, columns: POSITIONS });
    expect(rowsOf(interactions)).toEqual([
      ["a", "x", 3],
      ["b", "y", 4],
    ]);
  });

  it("needs positions, from 1 to the number of columns", async () => {
    const path = write("bare.csv", "a,x,3\nb,y,4\n");
    const none = await dataErrorOf(openDataset(path, { header: false }));
    expect(none.code).toBe("unnamed-columns");
    expect(none.message).toContain('the first row is "a", "x", "3"');
    const beyond = await dataErrorOf(openDataset(path, { header: false, columns: { user: "1", item: "4" } }));
    expect(beyond.message).toContain('there is no column "4"; the columns are 1, 2, 3');
  });

  it("is refused as a catalogue or a table of users too", async () => {
    const path = write("good.csv", "user,item\n1,2\n");
    const bare = write("movies.csv", "1,Heat (1995),Action\n2,Up (2009),Animation\n");
    for (const options of [{ itemsPath: bare }, { usersPath: bare }]) {
      const { code, message } = await dataErrorOf(openDataset(path, options));
      expect(code).toBe("no-header");
      expect(message).toContain(
        'movies.csv: expected the names of the columns in the first row, which looks like data: "1", "Heat (1995)"',
      );
    }
  });

  it("counts lines from the first", async () => {
    const path = write("bare.csv", "a,x,3\nb,y\n");
    const { message } = await dataErrorOf(openDataset(path, { header: false, columns: POSITIONS }));
    expect(message).toMatch(/^bare\.csv:2: expected 3 fields, got 2/);
  });

  it("is none where names are known, or the caller says so", async () => {
    const years = write("years.csv", "user,item,2019,2020\na,x,1,2\n");
    expect((await openDataset(years)).report.rowsRead).toBe(1);
    const named = write("named.csv", "who,what,2020\na,x,1\n");
    expect((await openDataset(named, { columns: { user: "who", item: "what" } })).report.rowsRead).toBe(1);
    const frame = write("frame.csv", "0,1,2\na,x,5\n");
    const columns = { user: "0", item: "1", rating: "2" };
    expect((await dataErrorOf(openDataset(frame, { columns }))).code).toBe("no-header");
    expect(rowsOf((await openDataset(frame, { columns, header: true })).interactions)).toEqual([["a", "x", 5]]);
  });
});

describe("a table of many columns", () => {
  const films = Array.from({ length: 1447 }, (_, film) => `film ${film}`);

  it("has a few of them in its errors", async () => {
    const path = write("wide.csv", `${films.join(",")}\n${films.map(() => "").join(",")}\n`);
    for (const columns of [{}, { user: "who" }]) {
      const { code, message } = await dataErrorOf(openDataset(path, { columns }));
      expect(code).toBe("missing-column");
      expect(message).toContain("film 0, film 1, film 2");
      expect(message).toContain("film 11 … (1,447 columns)");
      expect(message.length).toBeLessThan(500);
    }
    const good = write("good.csv", "user,item\n1,2\n");
    expect((await dataErrorOf(openDataset(good, { itemsPath: path }))).message.length).toBeLessThan(500);
    expect((await dataErrorOf(openDataset(good, { usersPath: path }))).message.length).toBeLessThan(500);
  });

  it("may have a first row longer than the sample that is looked at", async () => {
    const names = Array.from({ length: 14_000 }, (_, film) => `film ${film}`).join(",");
    const path = write("long.csv", `user,item,${names}\n1,2${",".repeat(14_000)}\n`);
    expect(rowsOf((await openDataset(path)).interactions)).toEqual([["1", "2", 1]]);
  });
});

describe("columns of one name", () => {
  it("are refused where one of them is used", async () => {
    const { code, message } = await dataErrorOf(openDataset(write("twin.csv", "user,item,rating,rating\na,x,1,2\n")));
    expect(code).toBe("duplicate-column");
    expect(message).toContain('expected one column "rating", got two, the columns 3 and 4');
    const cased = openDataset(write("twin.csv", "user,item,Rating,rating\na,x,1,2\n"));
    expect((await dataErrorOf(cased)).code).toBe("duplicate-column");
  });

  it("are told apart by letter case when named, and let be where nothing uses them", async () => {
    const cased = write("twin.csv", "user,item,Rating,rating\na,x,1,2\n");
    expect(rowsOf((await openDataset(cased, { columns: { rating: "rating" } })).interactions)).toEqual([["a", "x", 2]]);
    const unused = write("twin.csv", "user,item,rating,x,x\na,x,1,2,3\n");
    expect(rowsOf((await openDataset(unused)).interactions)).toEqual([["a", "x", 1]]);
  });
});
