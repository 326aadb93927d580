import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/random.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";

const { write } = temporaryFolder();

/** Forty users: those of camp a take even items, the others odd ones, and only the table says who is where. */
const random = createRandom(2);
const takes = Array.from({ length: 40 }, (_, user) => {
  const own = new Set<number>();
  while (own.size < 7) own.add(2 * random.nextInteger(12) + (user % 2));
  return Array.from(own, (item) => `u${user},${item}`).join("\n");
});
const clicks = write("clicks.csv", `user,item\n${takes.join("\n")}\n`);
const camps = (flip: number): string =>
  `userId,camp\n${takes.map((_, user) => `u${user},${(user + flip) % 2 === 0 ? "a" : "b"}`).join("\n")}\nu99,a\n`;
const table = write("users.csv", camps(0));
const otherTable = write("others.csv", camps(1));
const warp = ["--user-table", table, "--set"];

describe("a table of users on the command line", () => {
  const artefact = `${clicks}-artefact`;
  beforeAll(async () => {
    const train = ["train", clicks, "--model", "warp", ...warp, "userFeatures=camp", "--out", artefact];
    const run = await nearedge(train);
    expect(run.stderr).toContain("left out 1 users of the table who took nothing");
    expect(run.status).toBe(0);
  });

  it.each([
    ["a", 0],
    ["b", 1],
  ])("leads a user who is of camp %s to the items of that camp", async (camp, parity) => {
    const run = await nearedge(["recommend", artefact, "--attributes", JSON.stringify({ camp }), "--k", "8", "--json"]);
    const { items, fallback } = JSON.parse(run.stdout);
    expect(fallback).toBeUndefined();
    expect(items.map(({ itemId }: { itemId: string }) => Number(itemId) % 2)).toEqual(new Array(8).fill(parity));
  });

  it.each([
    ['{"town": "Ulm"}', 1, "unknown-attribute"],
    ['{"camp": 3}', 2, "bad-attributes"],
    ["camp=a", 2, "bad-attributes"],
  ])("refuses %s", async (attributes, status, code) => {
    const run = await nearedge(["recommend", artefact, "--attributes", attributes]);
    expect(run).toMatchObject({ status, stdout: "" });
    expect(run.stderr).toContain(`[${code}]`);
  });

  it("is asked for where a model wants attributes and there is none", async () => {
    const run = await nearedge([
      "evaluate",
      clicks,
      "--models",
      "warp",
      "--set",
      "warp.userFeatures=camp",
      "--protocol",
      "random:0.2",
    ]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("give them with --user-table");
  });

  it("is searched with, and a search does not go on with another table", async () => {
    const out = `${clicks}-results.csv`;
    const search = (users: string): string[] => [
      ...["tune", clicks, "--user-table", users, "--model", "warp", "--set", "userFeatures=camp", "--set", "epochs=2"],
      ...["--grid", "regularization=0.01,0.1", "--metric", "ndcg@10", "--out", out],
    ];
    expect((await nearedge(search(table))).status).toBe(0);
    const other = await nearedge(search(otherTable));
    expect(other.status).not.toBe(0);
    expect(other.stderr).toContain("--items or --user-table");
  });
});
