import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../cli/nearedge.ts";
import { describeSpark, trainOnSpark } from "./spark.ts";

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
      expect.stringContaining('bad.csv: the row has too few or too many fields: "u1,i1" (6 such rows of 26 in '),
      '  bad.csv: the row has too few or too many fields: "u1,i1,3,2020-01-01,more"',
      '  bad.csv: user: expected an id, got "" (item i2)',
      '  bad.csv: rating: expected a number, got "n/a"',
      expect.stringContaining(
        '  bad.csv: timestamp: expected epoch seconds, milliseconds or an ISO date, got "1/2/2020"',
      ),
    ]);
    expect(stderr).toContain("[bad-rows]");
    expect(existsSync(out)).toBe(false);
    // It was made by this run, and nothing half-written stays in it.
    expect(existsSync(join(work, "_steps"))).toBe(false);
  });
});
