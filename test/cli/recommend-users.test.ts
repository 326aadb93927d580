import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openSession } from "../../src/data/readers/session.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");
const anonymous = join(folder, "anonymous");
const USERS = Array.from({ length: 12 }, (_, user) => `u${user}`);

beforeAll(async () => {
  const lines = Array.from(
    { length: 12 },
    (_, item) => `i${item},"Item ${item}, so called",${item % 2 ? "odd" : "even"}`,
  );
  const items = write("items.csv", rows("itemId,title,tags", lines));
  const board = write("board.csv", checkerboard());
  const train = ["train", board, "--items", items, "--head", "none", "--set", "factors=8", "--out"];
  await nearedge([...train, artefact]);
  await nearedge([...train, anonymous, "--no-users"]);
}, 60_000);

const listed = z.strictObject({
  user: z.string(),
  item: z.string(),
  rank: z.int(),
  score: z.number(),
  title: z.string(),
  source: z.string().nullish(),
});
type Listed = z.infer<typeof listed>;

/** As much of one answer as lists have. */
const aloneSchema = z.looseObject({
  items: z.array(
    z.looseObject({ itemId: z.string(), score: z.number(), title: z.string(), source: z.string().optional() }),
  ),
  unknownItemIds: z.array(z.string()),
});
type Alone = z.infer<typeof aloneSchema>;

const asListed = (user: string, { items }: Alone): Listed[] =>
  items.map(({ itemId: item, score, title, source }, place) => {
    return { user, item, rank: place + 1, score, title, ...(source === undefined ? {} : { source }) };
  });

const withoutNulls = (row: Listed): Listed =>
  listed.parse(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));

const summarySchema = z.strictObject({
  model: z.strictObject({ name: z.string(), version: z.string() }),
  out: z.string(),
  users: z.int(),
  rows: z.int(),
  fallbacks: z.record(z.string(), z.int()),
  unknownItemIds: z.array(z.string()),
});

const readLines = (path: string): Listed[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => listed.parse(JSON.parse(line)));

/** Whole numbers of a CSV are read as 64 bits. */
const plain = (value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);

/** What the engine makes of a file of any of the formats, in the order of its rows. */
async function readBack(path: string): Promise<Listed[]> {
  const session = await openSession();
  const reader = { csv: "read_csv", parquet: "read_parquet" }[path.slice(path.lastIndexOf(".") + 1)] ?? "read_json";
  try {
    const names = await session.columnNames(`SELECT * FROM ${reader}('${path}')`);
    const found = await session.rows(`SELECT * FROM ${reader}('${path}')`);
    return found.map((row) => listed.parse(Object.fromEntries(names.map((name, at) => [name, plain(row[at])]))));
  } finally {
    session.close();
  }
}

/** Lines of progress whenever there is some. */
const EVERY_LINE = { NEAREDGE_PROGRESS_SECONDS: "0" };

describe("nearedge recommend --users", () => {
  it("writes for all users what each of them is answered, as Parquet, CSV and lines of JSON", async () => {
    const [parquet, csv, jsonl] = ["lists.parquet", "lists.csv", "lists.jsonl"].map((name) => join(folder, name));
    const args = ["recommend", artefact, "--users", "all", "--k", "4", "--out"];
    const { answer } = await nearedgeJson(summarySchema, [...args, jsonl ?? ""]);
    expect(answer).toMatchObject({ users: 12, rows: 48, fallbacks: {}, unknownItemIds: [], out: jsonl });
    await nearedge([...args, csv ?? ""]);
    const { stdout, stderr } = await nearedge([...args, parquet ?? ""], { env: EVERY_LINE });
    expect(stdout).toBe("");
    expect(stderr).toMatch(/users 12\/12\n[\s\S]*48 rows, lists of 12 users, [\d,]+ users a second\n/);

    const lists = readLines(jsonl ?? "");
    expect([...new Set(lists.map(({ user }) => user))].sort()).toEqual(USERS.toSorted());
    for (const user of ["u3", "u8"]) {
      const { answer: alone } = await nearedgeJson(aloneSchema, ["recommend", artefact, "--user", user, "--k", "4"]);
      expect(lists.filter((row) => row.user === user).map(withoutNulls)).toEqual(asListed(user, alone));
    }
    expect(await readBack(parquet ?? "")).toEqual(lists);
    expect(await readBack(csv ?? "")).toEqual(lists);
  });

  it("writes for those named, each once, and says who is not known", async () => {
    const out = join(folder, "some.jsonl");
    const args = ["recommend", artefact, "--users", "u2,stranger,u2,u1", "--k", "2", "--out", out];
    const filter = ["--filter", '{"tags": "odd"}', "--exclude", "i3,nowhere"];
    const { answer, stderr } = await nearedgeJson(summarySchema, [...args, ...filter]);
    expect(answer).toMatchObject({ users: 3, fallbacks: { "unknown-user": 1 } });
    expect(stderr).toContain("1 users got popular items (this user is not known): stranger");
    const lists = readLines(out);
    expect([...new Set(lists.map(({ user }) => user))]).toEqual(["u2", "stranger", "u1"]);
    // Nobody knows the stranger: what stands there is popular, and says so.
    expect(lists.filter(({ user }) => user === "stranger").map(({ source }) => source)).toEqual(["popular", "popular"]);
    expect(lists.some(({ item }) => item === "i3" || Number(item.slice(1)) % 2 === 0)).toBe(false);
    for (const user of ["u1", "stranger"]) {
      const alone = ["recommend", artefact, "--user", user, "--k", "2", ...filter];
      const { answer: single } = await nearedgeJson(aloneSchema, alone);
      expect(answer.unknownItemIds).toEqual(single.unknownItemIds);
      expect(lists.filter((row) => row.user === user).map(withoutNulls)).toEqual(asListed(user, single));
    }
  });

  it("leaves no file behind when it is interrupted, and the earlier one as it was", async () => {
    const out = write("kept.csv", "an earlier one");
    const crowd = write(
      "crowd.csv",
      rows(
        "user,item",
        Array.from({ length: 4000 }, (_, at) => `u${at},i${at % 1000}`),
      ),
    );
    const popular = join(folder, "popular");
    await nearedge(["train", crowd, "--model", "popularity", "--out", popular]);
    // Four million rows: nothing here ends by itself in the time that a signal takes.
    const args = ["recommend", popular, "--users", "all", "--k", "1000", "--out", out];
    let killed = false;
    const onStderr = (text: string, kill: (signal: NodeJS.Signals) => void): void => {
      if (killed || !text.includes("users ")) return;
      killed = true;
      kill("SIGINT");
    };
    const { status, stderr } = await nearedge(args, { onStderr, env: EVERY_LINE });
    expect([status, stderr]).toEqual([1, expect.stringContaining("interrupted; nothing was written")]);
    expect(readFileSync(out, "utf8")).toBe("an earlier one");
    expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
  });

  it.each([
    ["of an artefact without users", [anonymous, "--users", "all"], "import it with --users"],
    ["of nobody", [artefact, "--users", " , "], "expected all, or ids separated by commas"],
    ["of one person as well", [artefact, "--users", "all", "--user", "u1"], "[users-and-person]"],
    ["with a history", [artefact, "--users", "all", "--history", "i1"], "[users-and-person]"],
    ["by an unknown column", [artefact, "--users", "all", "--filter", '{"colour": "red"}'], "unknown-filter-column"],
  ] as const)("is refused %s", async (_, args, message) => {
    const out = join(folder, "never.csv");
    const { status, stdout, stderr } = await nearedge(["recommend", ...args, "--out", out]);
    expect([status === 0, stdout, existsSync(out)]).toEqual([false, "", false]);
    expect(stderr).toContain(message);
  });

  it.each([
    ["no file", [], "expected --out FILE beside it"],
    ["a file of another kind", ["--out", join(folder, "x.xlsx")], ".parquet, .csv, .jsonl"],
    ["a folder that is not there", ["--out", join(folder, "no", "x.csv")], "[bad-out-file]"],
  ])("is refused with %s", async (_, out, message) => {
    const { status, stderr } = await nearedge(["recommend", artefact, "--users", "all", ...out]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("refuses a file without --users", async () => {
    const { status, stderr } = await nearedge(["recommend", artefact, "--user", "u1", "--out", join(folder, "x.csv")]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("[needs-users]")]);
  });
});
