import { describe, expect, it } from "vitest";
import { categoryValues, type ItemTable } from "../../src/data/items.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { readColumn } from "../../src/data/readers/items/column.ts";
import { readLists } from "../../src/data/readers/items/lists.ts";
import { listedValues } from "../../src/data/readers/items/literals.ts";
import { readNumbers } from "../../src/data/readers/items/numbers.ts";
import { openSession, quoteText } from "../../src/data/readers/session.ts";
import { dataErrorOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const NONE = Number.NaN;

describe("a column of numbers", () => {
  it.each([
    ...["", " ", "NaN", "nan", "NA", "na", "N/A", "n/a", "NULL", "null", "None", "none", "\\N", "<NA>", "#N/A"],
    ...["nil", "missing", "-", "--", "–", "—", "?", "."],
    ...["NaT", "#NA", "#N/A N/A", "n.a.", "N.A.", "(null)", "undefined", "Unknown", "1.#QNAN", "-1.#IND", "#DIV/0!"],
    ...["inf", "-inf", "Infinity", "-Infinity"],
  ])("reads %j as missing", (marker) => {
    expect(readNumbers(["1.5", marker, "-3e2"])).toEqual({ numbers: [1.5, NONE, -300], note: undefined });
  });

  it.each([
    [["$1,299.99", "$5"], [1299.99, 5], '"$1,299.99" is read as 1299.99: $ is left out; commas separate thousands'],
    [["£5", "£-5.25", "-£1"], [5, -5.25, -1], '"£5" is read as 5: £ is left out'],
    [["US$ 1,000", "12"], [1000, 12], '"US$ 1,000" is read as 1000: US$ is left out; commas separate thousands'],
    [["12.50 EUR", "3 EUR"], [12.5, 3], '"12.50 EUR" is read as 12.5: EUR is left out'],
    [
      ["1.299,00 €", "5,5 €", "€ 899"],
      [1299, 5.5, 899],
      '"1.299,00 €" is read as 1299: € is left out; points separate thousands, and a comma the fraction',
    ],
    [
      ["€1.299", "€899"],
      [1299, 899],
      '"€1.299" is read as 1299: € is left out; points separate thousands, and a comma the fraction',
    ],
    [["€1.299", "€8.5"], [1.299, 8.5], '"€1.299" is read as 1.299: € is left out'],
    [["1,299", "899"], [1299, 899], '"1,299" is read as 1299: commas separate thousands'],
    [["1,299", "8,5"], [1.299, 8.5], expect.stringContaining("a comma the fraction")],
    [["₹1,29,999", "₹500"], [129999, 500], '"₹1,29,999" is read as 129999: ₹ is left out; commas separate thousands'],
    [
      ["1 299,5", "12\u00a0000"],
      [1299.5, 12000],
      '"1 299,5" is read as 1299.5: blanks separate thousands, and a comma the fraction',
    ],
    [["1 299.5", "2"], [1299.5, 2], '"1 299.5" is read as 1299.5: blanks separate thousands'],
    [["1'299.50", "2"], [1299.5, 2], '"1\'299.50" is read as 1299.5: apostrophes separate thousands'],
    [["45%", "4.5 %", "0"], [45, 4.5, 0], '"45%" is read as 45: % is left out'],
    [["−5", "1"], [-5, 1], '"−5" is read as -5'],
  ] as const)("reads %j as %j and says how", (texts, numbers, note) => {
    const read = readNumbers(texts);
    expect(read?.numbers).toEqual(numbers);
    expect(read?.note).toEqual(typeof note === "string" ? expect.stringContaining(note) : note);
  });

  it.each([
    ["different currencies", ["$5", "€5"]],
    ["a percentage beside a plain number", ["50%", "0.5"]],
    ["codes with a zero in front", ["007", "12"]],
    ["priced codes with a zero in front", ["$007", "$12"]],
    ["groups of two notations", ["1,299.5", "1.299,5"]],
    ["more than one fraction", ["1.2.3", "4"]],
    ["letters of no currency", ["ABC 12", "DEF 13"]],
    ["nothing but missing cells", ["NaN", ""]],
  ])("is none with %s", (_what, texts) => {
    expect(readNumbers(texts)).toBeUndefined();
  });

  it.each([
    [["1999", "2000", "2001", "c. 1990"], 'text, though 3 of 4 cells are numbers: "c. 1990" (line 5) is none'],
    [
      ["10115", "02139", "94043"],
      'text, though most cells are numbers: "02139" (line 3) is a code with a zero in front',
    ],
    [["$5", "$6", "€7"], "text, though all cells are numbers: not all are in the same unit ($, €)"],
    [
      ["1,299.5", "1.299,5"],
      'text, though all cells are numbers: no one notation fits them all, such as "1,299.5" (line 2)',
    ],
    [
      ["1995-10-30", "1999-01-01", "soon"],
      'text: "1995-10-30" (line 2) is a date; give the year in a column of its own for a number',
    ],
    [["30-Oct-1995", "1/2/1999"], expect.stringContaining("is a date")],
    [
      ["3", "(5.00)", "(1.00)"],
      'text: "(5.00)" (line 3) is in no notation of numbers that is known; write 12.5 for a number',
    ],
    [["12,-", "5,-"], expect.stringContaining('"12,-" (line 2) is in no notation of numbers')],
    [["£1.5m", "£2m"], expect.stringContaining('"£1.5m" (line 2) is in no notation of numbers')],
    [["90 min", "2 Seasons"], expect.stringContaining('"90 min" (line 2) is a number with a unit')],
  ])("that became text says why: %j", (texts, note) => {
    const lines = texts.map((_, row) => row + 2);
    const { account } = readColumn("x", texts, lines);
    expect(account).toMatchObject({ kind: "category", notes: [note] });
  });

  it("that holds words as well needs no reason to be text", () => {
    const { account } = readColumn("size", ["S", "M", "38", "L"], [2, 3, 4, 5]);
    expect(account).toEqual({ name: "size", kind: "category", missing: 0 });
  });
});

describe("a list in a cell", () => {
  it.each([
    // JSON
    ['["a", "b, c"]', ["a", "b, c"]],
    ['[{"id": 16, "name": "Animation"}, {"id": 35, "name": "Comedy"}]', ["Animation", "Comedy"]],
    ['[["Electronics", "Cameras"], ["Gifts"]]', ["Electronics", "Cameras", "Gifts"]],
    ["[1, 2.5, true, null]", ["1", "2.5", "true"]],
    ['{"id": 1, "name": "Toy Story Collection"}', ["Toy Story Collection"]],
    ['[{"tag": "x"}, {"genre": "y"}, {"only": "z"}]', ["x", "y", "z"]],
    ["[]", []],
    // Python
    ["['Action', 'Sci-Fi']", ["Action", "Sci-Fi"]],
    [`["Children's", 'Comedy']`, ["Children's", "Comedy"]],
    ["[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]", ["Animation", "Comedy"]],
    [`{'id': 10194, 'name': "Toy Story Collection", 'poster': None}`, ["Toy Story Collection"]],
    ["('a', 'b')", ["a", "b"]],
    ["('a',)", ["a"]],
    ["{'a', 'b'}", ["a", "b"]],
    ["[None, True, 5, -1.5e3, nan]", ["true", "5", "-1.5e3"]],
    ["[u'caf\\xe9', u'\\u00e9t\\u00e9', 'it\\'s', 'a\\\\b']", ["café", "été", "it's", "a\\b"]],
    ["[['a'], ('b', 'c'), set()]", ["a", "b", "c"]],
    ["set(['a', 'b'])", ["a", "b"]],
    ["frozenset({'a'})", ["a"]],
    ["array(['a', 'b'], dtype=object)", ["a", "b"]],
    ["[np.str_('a'), np.int64(3)]", ["a", "3"]],
    ["['Action' 'Sci-Fi'\n 'War']", ["Action", "Sci-Fi", "War"]],
    ["['a', 'b',]", ["a", "b"]],
    // PostgreSQL
    ['{a,b,"c d"}', ["a", "b", "c d"]],
    ["{Children's,Comedy,NULL}", ["Children's", "Comedy"]],
    ['{"say \\"hi\\"","a,b","x\\\\y"}', ['say "hi"', "a,b", "x\\y"]],
    ['{{a,b},{"c"}}', ["a", "b", "c"]],
    ["{1,2}", ["1", "2"]],
    ["{}", []],
  ])("%s is %j", (text, values) => {
    expect(listedValues(text)).toEqual(values);
  });

  it.each([
    "['a', 'b",
    "['a', 'b'] and more",
    "['a' 'b' ... 'z']",
    "[REC]",
    "(1995)",
    "(no genres listed)",
    "(a, b)",
    "{id: 1, name: x}",
    "{a,}",
    "{,}",
    '{"id": 1, "size": 2}',
    "[{'id': 1, 'size': 2}]",
    "[datetime.date(1995, 10, 30)]",
    "[foo]",
    "[1,,2]",
    "{'a': 1, 'b'}",
    "[",
    "{",
    "'a'",
    "plain",
    "[".repeat(50_000),
    "{".repeat(50_000),
    `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
  ])("%.40s is none", (text) => {
    expect(listedValues(text)).toBeUndefined();
  });
});

describe("a column of lists", () => {
  it.each([
    ["bars", "any", ["a|b c", "d, e|", "x"], [["a", "b c"], ["d, e"], ["x"]]],
    [
      "semicolons",
      "creator",
      ["Tolkien, J. R. R.; Lewis, C. S.", "Le Guin, Ursula"],
      [["Tolkien, J. R. R.", "Lewis, C. S."], ["Le Guin, Ursula"]],
    ],
    ["commas in tags", "Genre", ["Action, War", "Drama"], [["Action", "War"], ["Drama"]]],
    [
      "semicolons in tags",
      "genres",
      ["Books, Arts; Music", "Books, Arts"],
      [["Books, Arts", "Music"], ["Books, Arts"]],
    ],
    [
      "one stray bar in tags",
      "tags",
      ["a, b", "c, d", "e|f"],
      [
        ["a", "b"],
        ["c", "d"],
        ["e", "f"],
      ],
    ],
    ["each separator once in tags", "tags", ["a|b", "c;d", "e"], [["a", "b"], ["c", "d"], ["e"]]],
    ["entities", "shop", ["Books &amp; More", "Caf&#233;"], [["Books &amp; More"], ["Caf&#233;"]]],
    ["brackets alone", "genres", ["[Action, Sci-Fi]", "[Drama]", ""], [["Action", "Sci-Fi"], ["Drama"], []]],
    ["brackets in some cells", "genres", ["[REC]", "Drama"], [["[REC]"], ["Drama"]]],
    [
      "mixed notations",
      "genres",
      ["['a', 'b']", '["c"]', "{d,e}", "f, g"],
      [["a", "b"], ["c"], ["d", "e"], ["f", "g"]],
    ],
    ["missing cells", "tags", ["NULL", "\\N", "N/A", "NaN", "None", "a|NULL"], [[], [], [], [], ["None"], ["a"]]],
  ])("%s", (_what, name, texts, values) => {
    expect(readLists(name, texts).values).toEqual(values);
  });

  it("keeps a rare semicolon and the commas of names, and says so of the commas", () => {
    const creators = Array.from({ length: 40 }, (_, at) => `Author ${at}, Ann`);
    const { values, keptCommas } = readLists("creator", [...creators, "Smith; Sons, The"]);
    expect(values.at(0)).toEqual(["Author 0, Ann"]);
    expect(values.at(-1)).toEqual(["Smith; Sons, The"]);
    expect(keptCommas).toBe(0);
  });

  it("keeps a damaged list whole, never in pieces, and says where it stands", () => {
    const { account, values } = readColumn("genres", ["['a', 'b']", "['a', 'b", "{id: 1, name: x}"], [2, 3, 5]);
    expect(values).toEqual([["a", "b"], ["['a', 'b"], ["{id: 1, name: x}"]]);
    expect(account.notes).toEqual([
      `2 cells begin like a list that cannot be read, kept as one value: "['a', 'b" (line 3)`,
    ]);
  });

  it("says of words for nothing that they were kept", () => {
    const { account } = readColumn("country", ["NA", "DE", "NULL", "None"], [2, 3, 4, 5]);
    expect(account).toEqual({
      ...{ name: "country", kind: "category", missing: 1, markers: ["NULL"] },
      notes: ['"NA" is kept as a value (1 cell)', '"None" is kept as a value (1 cell)'],
    });
  });

  it("of several numbers a cell is no number that went wrong", () => {
    for (const texts of [
      ["1|2", "3|4"],
      ["[1, 2]", "[3]"],
      ["1;2", "3;4"],
    ]) {
      const { account } = readColumn("x", texts, [2, 3]);
      expect(account).toEqual({ name: "x", kind: "category", missing: 0 });
    }
  });

  it("that is always missing is left out", () => {
    const { account } = readColumn("x", ["NaN", "None", ""], [2, 3, 4]);
    expect(account).toEqual({ name: "x", kind: "left out", missing: 3, markers: ["NaN", "None"] });
  });
});

const ratings = write("ratings.csv", "user,item\na,1\na,2\nb,3\n");

function valuesOf({ categories, titles }: ItemTable, column: string): string[][] {
  const found = categories.get(column);
  if (found === undefined) throw new Error(`no column ${column} in ${[...categories.keys()].join(", ")}`);
  return titles.map((_, item) => categoryValues(found, item));
}

async function parquetOf(name: string, query: string): Promise<string> {
  const path = write(name, "");
  const session = await openSession();
  await session.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet)`);
  session.close();
  return path;
}

describe("the same catalogue", () => {
  const csv = `id,title,year,price,genres
1,One,NaN,"$1,299.99","['Action', ""Children's""]"
2,NaN,2001,$5,NULL
3,Three,1999,N/A,[]
`;
  const jsonl = [
    { id: 1, title: "One", year: null, price: 1299.99, genres: ["Action", "Children's"] },
    { id: 2, title: null, year: 2001, price: 5, genres: null },
    { id: 3, title: "Three", year: 1999, genres: [] },
  ];
  const parquet = `
    SELECT 1.0::DOUBLE AS id, 'One' AS title, 'nan'::DOUBLE AS year, 1299.99::DECIMAL(9, 2) AS price,
      [{'id': 1, 'name': 'Action'}, {'id': 2, 'name': 'Children''s'}] AS genres
    UNION ALL SELECT 2, NULL, 2001, 5, NULL UNION ALL SELECT 3, 'Three', 1999, NULL, []`;

  it.each([
    ["csv", async () => write("same.csv", csv)],
    ["tsv", async () => write("same.tsv", csv.replaceAll('"$1,299.99"', "$1299.99").replaceAll(/,(?! )/g, "\t"))],
    ["jsonl", async () => write("same.jsonl", jsonl.map((row) => JSON.stringify(row)).join("\n"))],
    ["parquet", () => parquetOf("same.parquet", parquet)],
  ])("reads the same from %s", async (_format, path) => {
    const { items } = await openDataset(ratings, { itemsPath: await path() });
    expect(items.titles).toEqual(["One", "", "Three"]);
    expect([...items.numbers].map(([name, values]) => [name, ...values])).toEqual([
      ["year", NONE, 2001, 1999],
      ["price", 1299.99, 5, NONE],
    ]);
    expect(valuesOf(items, "genres")).toEqual([["Action", "Children's"], [], []]);
  });

  it("reads NaN and Infinity, which are no JSON, as Python writes them", async () => {
    const lines = [
      '{"id": 1, "title": "NaN of \\"NaN\\"", "year": NaN, "price": -Infinity, "tags": ["a", NaN]}',
      '{"id": 2, "title": "Two", "year": 2001, "price": 5, "tags": NaN}',
    ];
    const { items } = await openDataset(ratings, { itemsPath: write("python.jsonl", lines.join("\n")) });
    expect(items.titles).toEqual(['NaN of "NaN"', "Two", ""]);
    expect([...items.numbers].map(([name, values]) => [name, ...values])).toEqual([
      ["year", NONE, 2001, NONE],
      ["price", NONE, 5, NONE],
    ]);
    expect(valuesOf(items, "tags")).toEqual([["a"], [], []]);
  });

  it("keeps a bar inside a value of a native list, in jsonl and parquet", async () => {
    const jsonlPath = write("bar.jsonl", '{"id": 1, "tags": ["a|b", "c"]}\n');
    const parquetPath = await parquetOf("bar.parquet", "SELECT 1 AS id, ['a|b', 'c'] AS tags");
    for (const itemsPath of [jsonlPath, parquetPath]) {
      const { items } = await openDataset(ratings, { itemsPath });
      expect(valuesOf(items, "tags")[0]).toEqual(["a|b", "c"]);
    }
  });

  it("refuses a list or an object for an id", async () => {
    const jsonlPath = write("listed.jsonl", '{"id": [1, 2], "a": 1}\n');
    const parquetPath = await parquetOf("listed.parquet", "SELECT [1, 2] AS id, 3 AS a");
    for (const itemsPath of [jsonlPath, parquetPath]) {
      const { code, message } = await dataErrorOf(openDataset(ratings, { itemsPath }));
      expect(code).toBe("bad-rows");
      expect(message).toContain(':1: item: expected one id, not a list or an object, got "[1,2]"');
    }
  });
});

describe("a table of users", () => {
  it("has the same missing cells and lists", async () => {
    const usersPath = write("users.csv", "id,age,likes\na,NaN,\"['x', 'y']\"\nb,34,NULL\n");
    const { users } = await openDataset(ratings, { usersPath });
    const read = (name: string) => {
      const column = users?.categories.get(name);
      return column && ["a", "b"].map((_, user) => categoryValues(column, user));
    };
    expect(read("age")).toEqual([[], ["34"]]);
    expect(read("likes")).toEqual([["x", "y"], []]);
  });
});
