import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { OptionsError } from "../../src/errors.ts";
import { dataErrorOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const DAY = 1609372800; // 2020-12-31

describe("a decimal comma", () => {
  const values = async (content: string, options = {}) =>
    [...(await openDataset(write("decimal.csv", content), options)).interactions.values].sort();

  it("is recognised between semicolons, tabs, bars and blanks, and noted", async () => {
    for (const separator of [";", "\t", "|", " "]) {
      const content = "user;item;rating\n1;a;4,5\n2;b;3\n3;c;-0,25\n".replaceAll(";", separator);
      expect(await values(content)).toEqual([-0.25, 3, 4.5]);
    }
    const { report } = await openDataset(write("noted.csv", "user;item;rating\n1;a;4,5\n"));
    expect(report.notes).toEqual(["noted.csv: values are read with a decimal comma: 4,5 is 4.5"]);
  });

  it("is recognised where it comes after the first rows only", async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row};a;3`).join("\n");
    const { interactions } = await openDataset(write("late.csv", `user;item;rating\n${rows}\nlast;b;4,5\n`));
    expect(Math.max(...interactions.values)).toBe(4.5);
  });

  it("is never guessed where it may part thousands, or beside points", async () => {
    for (const rows of ["1;a;1,234\n2;b;5,678\n", "1;a;4,5\n2;b;4.5\n"]) {
      const { code, message } = await dataErrorOf(openDataset(write("doubtful.csv", `user;item;plays\n${rows}`)));
      expect(code).toBe("bad-rows");
      expect(message).toContain("say --decimal comma");
    }
  });

  it("may be said, also between commas and in JSON, and then a point is none", async () => {
    expect(await values('user,item,rating\n1,a,"4,5"\n2,b,5\n', { decimal: "comma" })).toEqual([4.5, 5]);
    expect(await values("user;item;plays\n1;a;1,234\n", { decimal: "comma" })).toEqual([Math.fround(1.234)]);
    const json = write("decimal.jsonl", '{"user":1,"item":2,"rating":"4,5"}\n');
    expect([...(await openDataset(json, { decimal: "comma" })).interactions.values]).toEqual([4.5]);
    const points = openDataset(write("points.csv", "user;item;rating\n1;a;4.5\n"), { decimal: "comma" });
    expect((await dataErrorOf(points)).message).toContain('expected a number with a decimal comma, got "4.5"');
    const commas = openDataset(write("commas.csv", "user;item;rating\n1;a;4,5\n"), { decimal: "point" });
    expect((await dataErrorOf(commas)).code).toBe("bad-rows");
  });
});

describe("dates", () => {
  const seconds = async (text: string, options = {}) =>
    [
      ...((await openDataset(write("dates.csv", `user;item;date\na;x;${text}\n`), options)).interactions.timestamps ??
        []),
    ][0];
  const messageOf = async (text: string, options = {}) =>
    (await dataErrorOf(openDataset(write("dates.csv", `user;item;date\na;x;${text}\n`), options))).message;

  it.each(["2020-12-31", "2020-12-31 00:00", "2020-12-31T00:00:00Z", "2020/12/31", "2020-12-31T02:00:00+02:00"])(
    "of ISO are read: %s",
    async (text) => expect(await seconds(text)).toBe(DAY),
  );

  it.each(["12/31/2020", "31.12.2020", "1/2/20", "01-02-2020", "Dec 31, 2020", "31 December 2020"])(
    "in another notation are refused, and the option is named: %s",
    async (text) => {
      expect(await messageOf(text)).toMatch(
        /dates\.csv:2: timestamp: expected .*--date-format, such as %d\/%m\/%Y or %m\/%d\/%Y/,
      );
    },
  );

  it.each([
    ["12/31/2020", "%m/%d/%Y", DAY],
    ["31.12.2020 10:30", "%d.%m.%Y %H:%M", DAY + 37_800],
    ["20201231", "%Y%m%d", DAY],
    ["Dec 31, 2020", "%b %d, %Y", DAY],
    ["31/12/2020 02:00:00 +0200", "%d/%m/%Y %H:%M:%S %z", DAY],
    ["20201231", "epoch", 20_201_231],
    ["1609372800000", "epoch", DAY],
  ])("are read by the format that is said: %s, %s", async (text, dateFormat, expected) => {
    expect(await seconds(text, { dateFormat })).toBe(expected);
  });

  it("that do not fit the format are bad rows, and an empty one is unknown", async () => {
    expect(await messageOf("31/12/2020", { dateFormat: "%m/%d/%Y" })).toContain(
      'timestamp: expected a date as in %m/%d/%Y, got "31/12/2020"',
    );
    expect(await messageOf("2020-12-31", { dateFormat: "epoch" })).toContain(
      "expected seconds or milliseconds since 1970",
    );
    expect(await seconds("", { dateFormat: "%m/%d/%Y" })).toBeNaN();
  });

  it("that are numbers too are not taken for seconds of 1970", async () => {
    expect(await messageOf("20201231")).toMatch(
      /--date-format %Y%m%d; if seconds, --date-format epoch\), got "20201231"/,
    );
    expect(await seconds("20201299")).toBe(20_201_299);
  });

  it("need a format that the engine knows", async () => {
    const path = write("dates.csv", "user;item;date\na;x;1\n");
    for (const dateFormat of ["%Q", "dd/mm/yyyy", ""]) {
      await expect(openDataset(path, { dateFormat })).rejects.toThrow(OptionsError);
    }
  });
});
