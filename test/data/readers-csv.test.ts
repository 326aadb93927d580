import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

describe("a csv file", () => {
  it("becomes explicit feedback with the columns found by their usual names", async () => {
    const path = write("usual.csv", "Stars,Book-ID,extra,UID,Date\n4.5,b1,x,u1,100\n3,b2,y,u1,50\n");
    const { interactions, name } = await openDataset(path);
    expect(name).toBe("usual");
    expect(interactions.feedback).toBe("explicit");
    expect(rowsOf(interactions)).toEqual([
      ["u1", "b2", 3, 50],
      ["u1", "b1", 4.5, 100],
    ]);
  });

  it("becomes implicit feedback with values of 1 without a rating column", async () => {
    const { interactions } = await openDataset(write("pairs.csv", "user,item\na,x\nb,y\n"));
    expect(interactions.feedback).toBe("implicit");
    expect(interactions.timestamps).toBeUndefined();
    expect(rowsOf(interactions)).toEqual([
      ["a", "x", 1],
      ["b", "y", 1],
    ]);
  });

  it.each(["plays", "count", "weight", "playCount"])("becomes implicit feedback with a column %s", async (column) => {
    const { interactions } = await openDataset(write(`${column}.csv`, `user,artistId,${column}\na,x,17\n`));
    expect(interactions.feedback).toBe("implicit");
    expect(rowsOf(interactions)).toEqual([["a", "x", 17]]);
  });

  it("takes the columns that the caller names, whatever they are called", async () => {
    const path = write("named.csv", 'who,user,what\'s "it",mark\nw1,wrong,i1,5\n'.replaceAll('"', ""));
    const columns = { user: "who", item: "what's it", rating: "MARK" };
    const { interactions } = await openDataset(path, { columns });
    expect(rowsOf(interactions)).toEqual([["w1", "i1", 5]]);
  });

  it("may have quotes, delimiters and line breaks inside quoted fields, CRLF and a byte order mark", async () => {
    const path = write("quoted.csv", '\ufeffuser,item,rating\r\n"a, ""b""","x\r\ny",2\r\n\r\nc,12" vinyl,3\r\n');
    const { interactions } = await openDataset(path);
    expect(rowsOf(interactions)).toEqual([
      ['a, "b"', "x\r\ny", 2],
      ["c", '12" vinyl', 3],
    ]);
  });

  it("reads the same with and without quotes, although another parser does the work", async () => {
    const lines = Array.from({ length: 3000 }, (_, row) => [`u${row % 7}`, `i${row % 11}x${row % 301}`, row % 5, row]);
    const plain = `user,item,rating,timestamp\n${lines.map((line) => line.join(",")).join("\n")}\n`;
    const quoted = `user,item,rating,timestamp\n${lines.map((line) => line.map((field) => `"${field}"`).join(",")).join("\r\n")}`;
    const first = await openDataset(write("plain.csv", plain));
    const second = await openDataset(write("quotes.csv", quoted));
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(second.report).toEqual({ ...first.report, read: second.report.read });
    expect(second.report.read?.map(({ columns }) => columns)).toEqual(first.report.read?.map(({ columns }) => columns));
    const altered = await openDataset(write("altered.csv", plain.replace("u1,", "u2,")));
    expect(altered.fingerprint).not.toBe(first.fingerprint);
  });

  it("may have a path that is full of characters special to shells, globs and SQL", async () => {
    const root = join(dirname(write("anchor", "")), "user=7");
    const [folder, decoy] = [join(root, "[a] 'b\" *?"), join(root, "a 'b\" xy")];
    mkdirSync(folder, { recursive: true });
    mkdirSync(decoy, { recursive: true });
    writeFileSync(join(folder, "it's *[1]?.csv"), "user,item\na,x\n");
    writeFileSync(join(decoy, "it's decoy1?.csv"), "user,item\nb,y\n");
    const { interactions } = await openDataset(join(folder, "it's *[1]?.csv"));
    expect(rowsOf(interactions)).toEqual([["a", "x", 1]]);
  });

  it("is told from tsv by its header", async () => {
    const { interactions } = await openDataset(write("tabs.txt", "user\titem\trating\na,b\tx\t2\n"));
    expect(rowsOf(interactions)).toEqual([["a,b", "x", 2]]);
  });
});

describe("ids", () => {
  it("stay as written and are numbered as numbers when all are plain integers", async () => {
    const path = write("numeric.csv", "user,item\n10,7\n9,007\n010,7\n123456789012345678901234567890,7\n2,30\n");
    const { interactions } = await openDataset(path);
    expect(interactions.userIds.ids).toEqual(["2", "9", "010", "10", "123456789012345678901234567890"]);
    expect(interactions.itemIds.ids).toEqual(["007", "7", "30"]);
  });

  it("are numbered by UTF-16 code unit when one is not an integer", async () => {
    const ids = ["10", "9", "é", "Z", "a", "\uff5e", "\u{1f600}", "-1"];
    const { interactions } = await openDataset(
      write("mixed.csv", `user,item\n${ids.map((id) => `${id},x\n`).join("")}`),
    );
    expect(interactions.userIds.ids).toEqual([...ids].sort());
    expect(interactions.userIds.ids.at(-1)).toBe("\uff5e");
  });

  it("and rows do not depend on the order of the file", async () => {
    const rows = Array.from({ length: 200 }, (_, row) => `${row % 13},${row},${row % 5},${row % 3}`);
    const header = "user,item,rating,timestamp";
    const first = await openDataset(write("forward.csv", [header, ...rows].join("\n")));
    const second = await openDataset(write("backward.csv", [header, ...rows.reverse()].join("\n")));
    expect(second.fingerprint).toBe(first.fingerprint);
  });

  it("order rows by user, then time with unknown times last, then item", async () => {
    const path = write("order.csv", "user,item,time\n2,1,5\n1,9,\n1,3,20\n1,2,20\n1,10,3\n1,4,\n");
    const { interactions } = await openDataset(path);
    expect(rowsOf(interactions)).toEqual([
      ["1", "10", 1, 3],
      ["1", "2", 1, 20],
      ["1", "3", 1, 20],
      ["1", "4", 1, Number.NaN],
      ["1", "9", 1, Number.NaN],
      ["2", "1", 1, 5],
    ]);
  });
});

describe("timestamps", () => {
  it.each([
    ["964982703", 964982703],
    ["964982703.5", 964982703.5],
    ["100000000000", 1e11],
    ["1577934245250", 1577934245.25],
    ["2020-01-02", 1577923200],
    ["2020-01-02 03:04:05", 1577934245],
    ["2020-01-02T03:04:05.250Z", 1577934245.25],
    ["2020-01-02T05:04:05+02:00", 1577934245],
    ["1969-12-31", -86400],
  ])("%s are read as %d seconds", async (text, seconds) => {
    const { interactions } = await openDataset(write("time.csv", `user,item,timestamp\na,x,${text}\n`));
    expect(interactions.timestamps?.[0]).toBe(seconds);
  });

  it.each(["yesterday", "12/31/2020", "2020-02-30", "nan", "1e300", "1577934245250000"])(
    "%s are refused",
    async (text) => {
      const error = await dataErrorOf(openDataset(write("time.csv", `user,item,timestamp\na,x,1\nb,x,${text}\n`)));
      expect(error.code).toBe("bad-rows");
      expect(error.message).toContain(`time.csv:3: timestamp: expected epoch seconds, milliseconds or an ISO date`);
      expect(error.message).toContain(`got "${text}"`);
    },
  );
});
