import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { readingShape } from "./schemas.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const report = join(folder, "report.html");

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const quantiles = z.strictObject({
  minimum: z.number(),
  p25: z.number(),
  median: z.number(),
  p75: z.number(),
  p90: z.number(),
  p99: z.number(),
  maximum: z.number(),
});
const bin = z.strictObject({ low: z.number(), high: z.number(), count });
const counts = z.strictObject({ bins: z.array(bin).min(1), mean: z.number(), quantiles });
const values = z.strictObject({
  distinct: count,
  minimum: z.number(),
  maximum: z.number(),
  mean: z.number(),
  median: z.number(),
  standardDeviation: z.number(),
});

/** The JSON that scripts rely on; strict, so that a new key is a decision. The reading report belongs to the readers. */
const profileSchema = z.strictObject({
  name: z.string(),
  note: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  feedback: z.enum(["explicit", "implicit"]),
  sizes: z.strictObject({ users: count, items: count, interactions: count, density: share, sparsity: share }),
  timestamps: z.strictObject({
    known: count,
    share,
    first: z.iso.datetime().optional(),
    last: z.iso.datetime().optional(),
  }),
  values,
  reading: z.looseObject({ rowsRead: count, badRows: count, badRowExamples: z.array(z.string()) }),
  valueDistribution: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("distinct"), values: z.array(z.strictObject({ value: z.number(), count })) }),
    z.strictObject({ kind: z.literal("bins"), bins: z.array(bin) }),
  ]),
  overTime: z
    .strictObject({
      unit: z.enum(["day", "week", "month", "year", "century"]),
      points: z.array(z.strictObject({ start: z.iso.date(), count })),
    })
    .optional(),
  perUser: counts,
  perItem: counts,
  itemsPerYear: z
    .strictObject({ years: z.array(z.strictObject({ year: z.int(), items: count })), unknownItems: count })
    .optional(),
  longTail: z.strictObject({
    lorenz: z.array(z.strictObject({ itemShare: share, interactionShare: share })),
    gini: share,
    top: z.array(z.strictObject({ percent: z.number(), items: count, interactionShare: share })),
    itemsBelow5: count,
    usersBelow5: count,
  }),
  ...readingShape,
  transformed: z
    .strictObject({
      transforms: z.array(z.string()).min(1),
      kind: z.enum(["distinct", "quantiles"]),
      pairs: z.array(z.strictObject({ original: z.number(), transformed: z.number() })),
      values,
    })
    .optional(),
  suspiciousUsers: z.array(
    z.strictObject({
      rule: z.enum(["same-value", "far-more-interactions", "burst", "identical-history"]),
      title: z.string(),
      threshold: z.string(),
      reason: z.string(),
      users: count,
      examples: z
        .array(
          z.strictObject({
            userId: z.string().optional(),
            interactions: count,
            detail: z.string(),
            otherUserId: z.string().optional(),
          }),
        )
        .max(10),
      notApplied: z.string().optional(),
    }),
  ),
});

describe("nearedge explore", () => {
  it("writes one page about the built-in catalogue and prints its profile", async () => {
    const { answer, stderr } = await nearedgeJson(profileSchema, ["explore", "builtin:catalogue", "--out", report]);
    expect(answer.sizes).toMatchObject({ users: 5000, items: 1637, interactions: 147594 });
    expect(answer.note).toBe("simulated audience");
    expect(answer.itemsPerYear?.years.reduce((sum, { items }) => sum + items, 0)).toBe(1637);
    expect(stderr).toContain(`${report}: the report`);
    const page = readFileSync(report, "utf8");
    expect(page).toMatch(/^<!doctype html>/i);
    for (const text of ["147,594", "imulated audience", "<svg"]) expect(page).toContain(text);
  });

  it("prints a short text without --json, and replaces a report that is there", async () => {
    const out = write("again.html", "an earlier one");
    const { status, stdout, stderr } = await nearedge(["explore", board, "--out", out]);
    expect(status).toBe(0);
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      "board",
      "sizes       12 users, 12 items, 60 interactions (explicit)",
      "density     41.7 % of all pairs are known, 58.3 % are not",
    ]);
    expect(stdout).toContain("per user    5 to 5 interactions, median 5\n");
    expect(stdout).toContain("long tail   Gini 0; top 1 % of items: 8.33 %");
    expect(stdout).toContain("suspicious  nobody\n");
    expect(stderr).toContain("12 users, 12 items, 60 interactions");
    expect(readFileSync(out, "utf8")).toMatch(/^<!doctype html>/i);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("takes items, transforms and filters, in that order of reading", async () => {
    const data = write(
      "films.csv",
      rows("user,item,rating", ["ann,a,5", "ann,b,1", "bob,a,4", "bob,b,2", "eve,c,3", "eve,n/a,x"]),
    );
    const items = write("items.csv", rows("item,title,year", ["a,Alien,1979", "b,<script>,1979", "c,C,2000"]));
    const args = ["explore", data, "--items", items, "--skip-bad-rows", "--min-item-interactions", "2"];
    const transforms = ["--transform", "binarise:4", "--transform", "centre"];
    const { answer } = await nearedgeJson(profileSchema, [...args, ...transforms, "--out", report]);
    expect(answer.sizes).toMatchObject({ users: 2, items: 2, interactions: 4 });
    expect(answer.itemsPerYear).toEqual({ years: [{ year: 1979, items: 2 }], unknownItems: 0 });
    expect(answer.transformed).toMatchObject({
      transforms: ["binarise:4", "centre"],
      pairs: [
        { original: 1, transformed: -0.5 },
        { original: 2, transformed: -0.5 },
        { original: 4, transformed: 0.5 },
        { original: 5, transformed: 0.5 },
      ],
    });
    expect(answer.reading).toMatchObject({ rowsRead: 6, badRows: 1, filtered: { items: 1, users: 1 } });
  });

  it("names suspicious users in the report, and does not with --no-user-ids", async () => {
    const lines = Array.from({ length: 20 }, (_, at) => [`paid-account,i${at},5`, `reader,i${at},${1 + (at % 5)}`]);
    const data = write("flat.csv", rows("user,item,rating", lines.flat()));
    const named = await nearedgeJson(profileSchema, ["explore", data, "--out", report]);
    expect(named.answer.suspiciousUsers[0]?.examples[0]?.userId).toBe("paid-account");
    expect(readFileSync(report, "utf8")).toContain("paid-account");
    const { answer } = await nearedgeJson(profileSchema, ["explore", data, "--out", report, "--no-user-ids"]);
    expect(answer.suspiciousUsers[0]).toMatchObject({ users: 1, examples: [{ interactions: 20 }] });
    expect(JSON.stringify(answer)).not.toContain("paid-account");
    expect(readFileSync(report, "utf8")).not.toContain("paid-account");
  });

  it("says the same of the same data", async () => {
    const pages = [join(folder, "one.html"), join(folder, "other.html")];
    for (const page of pages) await nearedge(["explore", board, "--out", page]);
    const [one, other] = pages.map((page) => readFileSync(page, "utf8"));
    expect(one).toBe(other);
  });
});

describe("nearedge explore is refused", () => {
  symlinkSync(board, join(folder, "link.csv"));
  const never = ["--out", join(folder, "never.html")];
  it.each([
    ["a missing file", ["gone.csv", ...never], 1, "gone.csv: there is no such file"],
    ["a folder as report", [board, "--out", folder], 2, "expected a file to write, got the folder"],
    ["no folder around it", [board, "--out", join(folder, "no", "x.html")], 2, "in a folder that is there"],
    ["the file that is read", [board, "--out", board], 2, "which is read; choose another [out-is-input]"],
    ["a link to it", [board, "--out", join(folder, "link.csv")], 2, "which is read; choose another [out-is-input]"],
    ["no report at all", [board], 2, "--out <file>"],
    ["an unknown transform", [board, "--transform", "sigmod:3,2", ...never], 2, "did you mean sigmoid?"],
    ["a limit that leaves nothing", [board, "--min-user-interactions", "99", ...never], 1, "nothing-left"],
    ["passes of no filter", [board, "--filter-passes", "once", ...never], 2, "needs-filter"],
    ["an unknown format", [board, "--format", "xml", ...never], 2, "--format: expected one of"],
  ])("with %s", async (_, args, expected, message) => {
    const before = readFileSync(board, "utf8");
    const { status, stdout, stderr } = await nearedge(["explore", ...args, "--json"]);
    expect([status, stdout]).toEqual([expected, ""]);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, "never.html"))).toBe(false);
    expect(readFileSync(board, "utf8")).toBe(before);
  });

  it("with Ctrl-C, and leaves the report alone that was there", async () => {
    const out = write("kept.html", "an earlier one");
    const lines = Array.from({ length: 300_000 }, (_, at) => `u${at % 3000},i${Math.floor(at / 30)},${at % 5}`);
    const data = write("long.csv", rows("user,item,rating", lines));
    let done = false;
    const run = nearedge(["explore", data, "--out", out], {
      onStderr: (text, kill) => {
        if (done || !text.includes("interactions")) return;
        done = true;
        kill("SIGINT");
      },
    });
    const { status, stdout, stderr } = await run;
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/interrupted; nothing was written\n$/);
    expect(readFileSync(out, "utf8")).toBe("an earlier one");
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

const movielens = process.env.NEAREDGE_DATA
  ? join(process.env.NEAREDGE_DATA, "ml-100k")
  : fileURLToPath(new URL("../../../shared/data/ml-100k", import.meta.url));

it.skipIf(!existsSync(movielens))(
  "knows ml-100k: 100,000 ratings, 943 users of 20 or more, 1,682 films (skipped where the data set is absent)",
  async () => {
    const args = ["explore", join(movielens, "u.data"), "--items", join(movielens, "u.item"), "--out", report];
    const { answer } = await nearedgeJson(profileSchema, args);
    expect(answer.sizes).toMatchObject({ users: 943, items: 1682, interactions: 100_000 });
    expect(answer.perUser.quantiles).toMatchObject({ minimum: 20, maximum: 737 });
    expect(answer.perItem.quantiles).toMatchObject({ minimum: 1, maximum: 583 });
    expect(answer.timestamps).toMatchObject({ first: "1997-09-20T03:05:10Z", last: "1998-04-22T23:10:38Z", share: 1 });
    expect(answer.values).toMatchObject({ distinct: 5, minimum: 1, maximum: 5, median: 4, mean: 3.52986 });
    expect(answer.overTime).toMatchObject({ unit: "day" });
    expect(answer.longTail.usersBelow5).toBe(0);
  },
);
