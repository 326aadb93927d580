import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { OptionsError } from "../../src/errors.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const asked = { format: "matrix" } as const;

describe("matrix", () => {
  const GOOD = 'userId,café,"b, b",c\nann,5,,0\nbob,0.0,3.5, \n"li, jo",,,1\n';
  const GOOD_ROWS = [
    ["ann", "café", 5],
    ["bob", "b, b", 3.5],
    ["li, jo", "c", 1],
  ];

  it.each([
    ["line feeds", GOOD],
    ["CRLF and an empty last line", `${GOOD.replaceAll("\n", "\r\n")}\r\n`],
    ["no end of the last line", GOOD.trimEnd()],
    ["a byte order mark", `\ufeff${GOOD}`],
  ])("takes every cell that is neither empty nor 0, with %s", async (_, content) => {
    const { interactions, report } = await openDataset(write("matrix.csv", content), asked);
    expect(interactions.feedback).toBe("explicit");
    expect(rowsOf(interactions)).toEqual(GOOD_ROWS);
    expect(report).toMatchObject({ rowsRead: 3, badRows: 0 });
  });

  it.each([
    ["semicolons", (text: string) => text.replaceAll(",", ";")],
    ["tabs", (text: string) => text.replaceAll(",", "\t")],
    ["a line sep=", (text: string) => `sep=|\n${text.replaceAll(",", "|")}`],
  ])("may have %s between the cells, also where a name has commas", async (_, change) => {
    const text = change("user,x,y,z\nann,5,,2\nbob,,3.5,0\n").replace("x", "a, b, c, d, e");
    const { interactions } = await openDataset(write("matrix.csv", text), asked);
    expect(rowsOf(interactions)).toEqual([
      ["ann", "a, b, c, d, e", 5],
      ["ann", "z", 2],
      ["bob", "y", 3.5],
    ]);
  });

  it("has names in its first row, whatever is said", async () => {
    const path = write("matrix.csv", GOOD);
    await expect(openDataset(path, { ...asked, header: false })).rejects.toThrow(OptionsError);
    const { interactions } = await openDataset(write("said.csv", "user~x\nann~5\n"), { ...asked, separator: "~" });
    expect(rowsOf(interactions)).toEqual([["ann", "x", 5]]);
  });

  it.each(["", "user", "userId", "user_id", "User-ID", "customer", "id"])(
    "takes the first column for users when it is called %j",
    async (name) => {
      const { interactions } = await openDataset(write("users.csv", `${name},x,y\nu7,1,2\n`), asked);
      expect(interactions.userIds.ids).toEqual(["u7"]);
      expect(interactions.itemIds.ids).toEqual(["x", "y"]);
    },
  );

  it("numbers users by row where no column names them, users without interactions too", async () => {
    const { interactions } = await openDataset(write("anonymous.csv", "10,20,30\n0,4,0\n0,0,0\n2,0,5\n"), asked);
    expect(rowsOf(interactions)).toEqual([
      ["1", "20", 4],
      ["3", "10", 2],
      ["3", "30", 5],
    ]);
  });

  it("is implicit when every value is 1, and explicit as soon as one is not", async () => {
    const ones = await openDataset(write("ones.csv", ",x,y\na,1,0\nb,1.0,1\n"), asked);
    expect([ones.interactions.feedback, ...ones.interactions.values]).toEqual(["implicit", 1, 1, 1]);
    const other = await openDataset(write("other.csv", ",x,y\na,1,0\nb,1.0,-1\n"), asked);
    expect([other.interactions.feedback, ...other.interactions.values]).toEqual(["explicit", 1, 1, -1]);
  });

  it("has the fingerprint of the same interactions as csv", async () => {
    const own = await openDataset(write("own.csv", GOOD), asked);
    const twin = await openDataset(write("twin.csv", 'user,item,rating\n"li, jo",c,1\nbob,"b, b",3.5\nann,café,5\n'));
    expect(own.fingerprint).toBe(twin.fingerprint);
    const ones = await openDataset(write("ones.csv", "id,1,2\n7,1,\n10,1,1\n"), asked);
    const pairs = await openDataset(write("pairs.csv", "user,item\n7,1\n10,1\n10,2\n"));
    expect(ones.fingerprint).toBe(pairs.fingerprint);
  });

  it("has rows of any length", async () => {
    const items = Array.from({ length: 12_000 }, (_, item) => `item-${item}`);
    const line = (user: number): string => items.map((_, item) => (item % 1000 === user ? "2" : "")).join(",");
    const content = `${["user", ...items].join(",")}\n${[0, 1, 2].map((user) => `${user},${line(user)}`).join("\n")}\n`;
    const { interactions } = await openDataset(write("wide.csv", content), asked);
    expect(interactions.users.length).toBe(36);
    expect(interactions.itemIds.indexOf("item-11002")).toBeDefined();
  });

  it("gives back every matrix that was written (property)", async () => {
    const sizes = fc.record({ users: fc.integer({ min: 1, max: 5 }), items: fc.integer({ min: 2, max: 5 }) });
    const matrices = sizes.chain(({ users, items }) =>
      fc.array(fc.array(fc.integer({ min: -3, max: 5 }), { minLength: items, maxLength: items }), {
        minLength: users,
        maxLength: users,
      }),
    );
    await fc.assert(
      fc.asyncProperty(matrices, async (cells) => {
        fc.pre(cells.flat().some((value) => value !== 0));
        const lines = [(cells[0] ?? []).map((_, item) => `i${item}`), ...cells].map((line) => line.join(","));
        const { interactions } = await openDataset(write("property.csv", lines.join("\n")), asked);
        const expected = cells.flatMap((line, user) =>
          line.flatMap((value, item) => (value === 0 ? [] : [[String(user + 1), `i${item}`, value]])),
        );
        expect(rowsOf(interactions)).toEqual(expected);
      }),
      { numRuns: 25, seed: 20261122 },
    );
  });

  it("is not guessed, and has no columns to name", async () => {
    const path = write("guess.csv", "x,y\n1,0\n");
    expect((await dataErrorOf(openDataset(path))).code).toBe("missing-column");
    await expect(openDataset(path, { ...asked, columns: { user: "x" } })).rejects.toThrow(OptionsError);
    await expect(openDataset(path, { ...asked, columns: { count: "x" } })).rejects.toThrow(
      "only the cells can be named",
    );
    await expect(openDataset(path, { ...asked, events: { view: 1 } })).rejects.toThrow(OptionsError);
    await expect(openDataset(path, { ...asked, dateFormat: "%Y" })).rejects.toThrow(OptionsError);
  });
});

describe("the cells of a matrix", () => {
  const path = write("plays.csv", "user,x,y\na,2,-1\nb,0,3\nc,,-2\n");

  it("are counts where the caller says so, and then below 0 no interactions", async () => {
    const { interactions, report } = await openDataset(path, { ...asked, columns: { count: "cells" } });
    expect(interactions.feedback).toBe("implicit");
    expect(rowsOf(interactions)).toEqual([
      ["a", "x", 2],
      ["b", "y", 3],
    ]);
    expect(report.nonPositiveDropped).toBe(2);
    const ones = write("ones-rated.csv", "user,x,y\na,1,1\n");
    const rated = await openDataset(ones, { ...asked, columns: { rating: "cells" } });
    expect(rated.interactions.feedback).toBe("explicit");
  });

  it("are ratings otherwise, and what was read is said", async () => {
    const { interactions, report } = await openDataset(path, asked);
    expect(interactions.feedback).toBe("explicit");
    expect(interactions.values).toContain(-1);
    expect(report.read?.[0]?.columns).toMatchObject({
      user: "user",
      item: "the names of the other columns",
      value: "cells",
    });
  });

  it.each([
    ["index,x,y\na,1,2\n", "index", []],
    ["Unnamed: 0,x,y\na,1,2\n", "Unnamed: 0", []],
    ["Unnamed: 0,user_id,x,y\n0,a,1,2\n", "user_id", ["Unnamed: 0"]],
    [",user,x,y\n0,a,1,2\n", "user", [""]],
  ])("do not stand in an index: %j", async (text, user, notUsed) => {
    const { interactions, report } = await openDataset(write("index.csv", text), asked);
    expect(rowsOf(interactions)).toEqual([
      ["a", "x", 1],
      ["a", "y", 2],
    ]);
    expect(report.read?.[0]).toMatchObject({ columns: { user }, notUsed });
  });
});

describe("a bad cell or line of a matrix", () => {
  it.each([
    ["letters", "b,good,n/a", 'column "y": expected a number or nothing, got "n/a"'],
    ["a word that the engine takes for a number", "b,inf,1", 'column "x": expected a number or nothing, got "inf"'],
    ["a hexadecimal number", "b,0x10,1", 'column "x": expected a number or nothing, got "0x10"'],
    ["a number beyond 32-bit floats", "b,1e39,1", 'column "x": expected a number or nothing, got "1e39"'],
    ["too few cells", "b,1", "expected 3 fields, got 2"],
    ["too many cells", "b,1,1,1", "expected 3 fields, got 4"],
    ["an empty user", ",1,1", 'user: expected an id, got ""'],
    ["a user in another encoding", "\ufffd,1,1", "expected UTF-8 text"],
    ["text after a quote", '"b"b,1,1', "expected a separator after the closing quote"],
  ])("with %s is refused with its line", async (_, line, message) => {
    const error = await dataErrorOf(openDataset(write("bad.csv", `user,x,y\na,2,1\n\n${line}\n`), asked));
    expect(error.code).toBe("bad-rows");
    expect(error.message).toMatch(/^bad\.csv:4: /);
    expect(error.message).toContain(message);
  });

  it("is left out alone where the line has the right length, and as a line where not", async () => {
    const path = write("skip.csv", "user,x,y,z\na,2,?,1\nb,1,1\nc,,3,\n");
    const { interactions, report } = await openDataset(path, { ...asked, skipBadRows: true });
    expect(rowsOf(interactions)).toEqual([
      ["a", "x", 2],
      ["a", "z", 1],
      ["c", "y", 3],
    ]);
    expect(report).toMatchObject({ rowsRead: 5, badRows: 2 });
    expect(report.badRowExamples).toEqual([
      'skip.csv:2: column "y": expected a number or nothing, got "?"',
      "skip.csv:3: expected 4 fields, got 3",
    ]);
  });

  it.each([
    [
      "an item twice",
      "duplicate-item",
      "user,x,y,x\na,1,1,1\n",
      'h.csv:1: column 4: expected every item once, got "x" again (first in column 2)',
    ],
    ["an item without an id", "missing-column", "user,x,\na,1,1\n", 'h.csv:1: column 3: expected an item id, got ""'],
    ["no items", "missing-column", "user\na\n", "h.csv:1: expected item ids after the column of users, got none"],
    [
      "damaged ids",
      "not-text",
      Buffer.from("user,caf\xe9 bar and more,x\na,1,1\n", "latin1"),
      "h.csv:1: expected item ids in UTF-8",
    ],
    ["no lines", "no-rows", "user,x\n", "h.csv: expected at least one interaction, got none"],
    ["zeros only", "no-rows", "user,x\na,0\n", "h.csv: expected at least one interaction, got none"],
    ["bad cells only", "no-good-rows", "user,x\na,?\n", "h.csv: none of 1 rows could be understood"],
  ])("in a file with %s is no matrix at all", async (_, code, content, message) => {
    const error = await dataErrorOf(openDataset(write("h.csv", content), { ...asked, skipBadRows: true }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});
