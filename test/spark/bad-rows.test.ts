import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { jobPath } from "../../src/spark/job-arguments.ts";
import { temporaryFolder } from "../cli/nearedge.ts";
import { describeSpark, query, submitted, trainOnSpark } from "./spark.ts";

const { folder, write } = temporaryFolder();

describeSpark("bad rows on Spark", () => {
  it("fail the job with the first five of them and what is wrong with each", async () => {
    const good = Array.from({ length: 20 }, (_, row) => `u${row % 4},i${row % 5},${(row % 5) + 1},2020-01-01\n`).join(
      "",
    );
    const bad = [
      "u1,i1\n",
      "u1,i1,3,2020-01-01,more\n",
      ",i2,3,2020-01-01\n",
      "u1,i2,n/a,2020-01-01\n",
      "u1,i2,3,1/2/2020\n",
      "u1,i2,inf,\n",
    ];
    const table = write("bad.csv", `user,item,rating,time\n${good}${bad.join("")}`);
    const [out, work] = [join(folder, "out"), join(folder, "work")];
    const { status, stderr } = await trainOnSpark(table, "local[2]", ["--out", out, "--work", work]);
    expect(status).toBe(1);
    const lines = stderr.slice(stderr.indexOf("nearedge: bad.csv")).split("\n");
    expect(lines.slice(0, 5)).toEqual([
      expect.stringContaining('bad.csv:22: the row has too few or too many fields: "u1,i1" (6 such rows of 26 in '),
      '  bad.csv:23: the row has too few or too many fields: "u1,i1,3,2020-01-01,more"',
      '  bad.csv:24: user: expected an id, got "" (item i2)',
      '  bad.csv:25: rating: expected a number, got "n/a"',
      expect.stringContaining(
        '  bad.csv:26: timestamp: expected epoch seconds, milliseconds or an ISO date, got "1/2/2020"',
      ),
    ]);
    expect(stderr).toContain("[bad-rows]");
    expect(existsSync(out)).toBe(false);
    // It was made by this run, and nothing half-written stays in it.
    expect(existsSync(join(work, "_steps"))).toBe(false);
  });
});

/** Lines of a table with a header, with a blank one behind every seventh, and some in the place of others, by their number. */
function linesWith(others: Readonly<Record<number, string>>, count = 400): string {
  const lines = Array.from({ length: count }, (_, at) => {
    const line = at + 1;
    if (line === 1) return "user,item,rating";
    return others[line] ?? (line % 7 === 0 ? ["", "  ", "\t"][line % 3] : `u${line % 9},i${line},${1 + (line % 5)}`);
  });
  return lines.join("\n");
}

describeSpark("the place of a row that the job refuses", () => {
  const found = new Map<string, readonly [code: string, shown: readonly string[]]>();

  beforeAll(async () => {
    const parts = join(folder, "two parts");
    mkdirSync(parts);
    writeFileSync(join(parts, "a.csv"), `\n\n${linesWith({ 50: "u1,i1,x" })}`.replaceAll("\n", "\r\n"));
    writeFileSync(join(parts, "b [1] é.csv"), linesWith({ 2: "u1,i1,y", 100: "u1,i1", 251: "u1,,3", 400: "u3,i3,z" }));
    write("packed.csv.gz", gzipSync(linesWith({ 222: "u1,i1,x" })));
    write(
      "none.csv",
      linesWith({ 12: "u1,i1,x", 30: "a,b,0", 301: "a,c,-2", 305: "a,c,-3", 311: "a,b,0", 351: "a,d,0", 352: "a,d,1" }),
    );
    await query(`COPY (
      SELECT 'u' || (i % 9) AS "user", 'i' || i AS item, CASE WHEN i IN (2500, 7000) THEN 'nan'::DOUBLE ELSE 0.0::DOUBLE + (i <> 5000)::INT END AS rating
      FROM range(9000) AS rows(i)
    ) TO '${join(folder, "rows.parquet")}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
    const input = (name: string): string => `--input=${join(folder, name)}`;
    const bad = linesWith({ 222: "u1,i1,x" });
    const changes = {
      shrunk: { [write("shrunk.csv", bad)]: linesWith({}, 100) },
      // As long as before, and of two lines.
      joined: { [write("joined.csv", bad)]: bad.replaceAll(/(?<!rating)\n/g, " ") },
    };
    const bare = input("u.data");
    write("u.data", "196\t242\t3\t881250949\n186\t302\t3\t891717742\n");
    const cases = {
      bare: [bare, "--format=tsv"],
      namedBare: [bare, "--format=tsv", '--columns={"user": "196", "item": "242"}'],
      shrunk: [input("shrunk.csv")],
      joined: [input("joined.csv")],
      parts: [input("two parts")],
      packed: [input("packed.csv.gz")],
      last: [input("none.csv"), "--skip-bad-rows"],
      sum: [input("none.csv"), "--skip-bad-rows", "--duplicates=sum"],
      parquet: [input("rows.parquet")],
      parquetRating: [input("rows.parquet"), "--skip-bad-rows"],
    };
    const out = join(folder, "places.json");
    const script = fileURLToPath(new URL("row_places.py", import.meta.url));
    submitted(script, [dirname(jobPath()), JSON.stringify(cases), JSON.stringify(changes), out]);
    const answers = z
      .record(z.string(), z.tuple([z.string(), z.string()]))
      .parse(JSON.parse(readFileSync(out, "utf8")));
    for (const [name, [code, message]] of Object.entries(answers)) found.set(name, [code, message.split("\n")]);
  });

  it("is the line in its file, whatever blocks it is read by, and below blank lines", () => {
    const [code, shown] = found.get("parts") ?? [];
    expect(code).toBe("bad-rows");
    expect(shown?.[0]).toMatch(/^a\.csv:52: rating: expected a number, got "x" \(5 such rows of /);
    expect(shown?.slice(1)).toEqual([
      '  b [1] é.csv:2: rating: expected a number, got "y"',
      '  b [1] é.csv:100: the row has too few or too many fields: "u1,i1"',
      '  b [1] é.csv:251: item: expected an id, got "" (user u1)',
      '  b [1] é.csv:400: rating: expected a number, got "z"',
    ]);
  });

  it("is the line in a file that is packed", () => {
    expect(found.get("packed")?.[1][0]).toMatch(
      /^packed\.csv\.gz:222: rating: expected a number, got "x" \(1 such row of /,
    );
  });

  it("is the first line where that has no names, unless they are said to be names", () => {
    const [code, [message] = []] = found.get("bare") ?? [];
    expect(code).toBe("missing-column");
    expect(message).toContain('expected a first line of names, which Spark takes it for, got "196\t242\t3\t881250949"');
    expect(found.get("namedBare")?.[0]).toBe("none");
  });

  it("is the file alone where that has changed meanwhile", () => {
    expect(found.get("shrunk")?.[1][0]).toMatch(/^shrunk\.csv: rating: expected a number, got "x" \(1 such row of /);
    expect(found.get("joined")?.[1][0]).toMatch(/^joined\.csv: rating: expected a number, got "x" \(1 such row of /);
  });

  it("is that of the rating of 0 or below which counts", () => {
    const [code, shown] = found.get("last") ?? [];
    expect(code).toBe("rating-not-positive");
    expect(shown?.[0]).toContain("got 2 of 0 or below");
    expect(shown?.slice(1)).toEqual([
      "  none.csv:30: rating: expected a number above 0, got 0.0 (user a, item b)",
      "  none.csv:305: rating: expected a number above 0, got -3.0 (user a, item c)",
    ]);
  });

  it("is that of the first row where ratings are added", () => {
    expect(found.get("sum")?.[1].slice(1)).toEqual([
      "  none.csv:30: rating: expected a number above 0, got 0.0 (user a, item b, the sum of its rows)",
      "  none.csv:301: rating: expected a number above 0, got -5.0 (user a, item c, the sum of its rows)",
    ]);
  });

  it("is the row of Parquet", () => {
    const [first, second] = found.get("parquet")?.[1] ?? [];
    expect([first, second]).toEqual([
      expect.stringMatching(/^rows\.parquet:2501: rating: expected a number, got "NaN" \(2 such rows of 9,000 /),
      '  rows.parquet:7001: rating: expected a number, got "NaN"',
    ]);
    expect(found.get("parquetRating")?.[1][1]).toBe(
      "  rows.parquet:5001: rating: expected a number above 0, got 0.0 (user u5, item i5000)",
    );
  });
});
