import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema } from "./schemas.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");
const popular = join(folder, "popular");

beforeAll(async () => {
  const board = write("board.csv", checkerboard());
  await nearedge(["train", board, "--head", "none", "--set", "factors=8", "--out", artefact]);
  await nearedge(["train", board, "--model", "popularity", "--out", popular]);
}, 60_000);

const summarySchema = z.strictObject({
  model: z.strictObject({ name: z.string(), version: z.string() }),
  out: z.string(),
  items: z.int(),
  rows: z.int(),
  empty: z.int(),
});
const rowSchema = z.strictObject({ item: z.string(), neighbour: z.string(), rank: z.int(), score: z.number() });

describe("nearedge similar --items", () => {
  it("writes for all items what each of them is answered", async () => {
    const out = join(folder, "alike.jsonl");
    const { answer } = await nearedgeJson(summarySchema, [
      "similar",
      artefact,
      "--items",
      "all",
      "--k",
      "3",
      "--out",
      out,
    ]);
    const rows = readFileSync(out, "utf8")
      .trim()
      .split("\n")
      .map((line) => rowSchema.parse(JSON.parse(line)));
    expect(answer).toMatchObject({ items: 12, rows: rows.length, empty: 0 });
    // Items of the checkerboard are like those of their own colour.
    for (const { item, neighbour } of rows) expect(Number(item.slice(1)) % 2).toBe(Number(neighbour.slice(1)) % 2);
    for (const item of ["i3", "i8"]) {
      const { answer: alone } = await nearedgeJson(answerSchema, ["similar", artefact, "--item", item, "--k", "3"]);
      const expected = alone.items.map(({ itemId, score }, place) => ({
        item,
        neighbour: itemId,
        rank: place + 1,
        score,
      }));
      expect(rows.filter((row) => row.item === item)).toEqual(expected);
    }
  });

  it("writes for those named, in their order", async () => {
    const out = join(folder, "some.csv");
    await nearedgeJson(summarySchema, ["similar", artefact, "--items", "i7,i2,i7", "--k", "1", "--out", out]);
    const rows = readFileSync(out, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(",")[0]);
    expect(rows).toEqual(["item", "i7", "i2"]);
  });

  it.each([
    ["no item", [], "[no-item]"],
    ["one and many", ["--item", "i1", "--items", "all"], "[no-item]"],
    ["no file", ["--items", "all"], "expected --out FILE beside it"],
    ["a file for one item", ["--item", "i1", "--out", "x.csv"], "[needs-items]"],
    ["an item that is not there", ["--items", "i1,i99", "--out", join(folder, "x.csv")], "got i99"],
    ["no ids", ["--items", " , ", "--out", join(folder, "x.csv")], "[no-items]"],
  ])("is refused with %s", async (_, args, message) => {
    const { status, stderr } = await nearedge(["similar", artefact, ...args]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(join(folder, "x.csv"))).toBe(false);
  });

  it("is refused of a model that knows no items alike", async () => {
    const { status, stderr } = await nearedge(["similar", popular, "--items", "all", "--out", join(folder, "x.csv")]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("is popularity, which knows none")]);
  });
});
