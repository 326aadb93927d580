import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema } from "./schemas.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const lines = Array.from(
  { length: 12 },
  (_, item) => `i${item},"Item ${item}",${item % 2 ? "odd|small" : "even"},${item}`,
);
const items = write("items.csv", rows("itemId,title,tags,row", lines));
const board = write("board.csv", checkerboard());

async function train(name: string, ...args: readonly string[]): Promise<string> {
  const out = join(folder, name);
  const command = ["train", board, "--items", items, "--head", "none", ...args, "--out", out];
  expect(await nearedge(command)).toMatchObject({ status: 0 });
  return out;
}

let [factors, weights, popular] = ["", "", ""];
beforeAll(async () => {
  factors = await train("factors", "--set", "factors=8");
  weights = await train("weights", "--model", "item-knn");
  popular = await train("popular", "--model", "popularity");
}, 60_000);

const exportedSchema = z.strictObject({
  model: z.strictObject({ name: z.string(), version: z.string() }),
  out: z.string(),
  files: z.array(z.string()),
});

/** The values of a .npy file, and its shape as its header says it. */
function readNpy(path: string): { readonly shape: readonly number[]; readonly values: Float32Array | Uint32Array } {
  const bytes = readFileSync(path);
  const end = 10 + bytes.readUInt16LE(8);
  const header = bytes.subarray(10, end).toString("latin1");
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x93NUMPY\x01\x00");
  expect([end % 64, header.endsWith("\n")]).toEqual([0, true]);
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .flatMap((size) => (size.trim() ? [Number(size)] : []));
  const data = bytes.buffer.slice(bytes.byteOffset + end, bytes.byteOffset + bytes.length);
  return { shape, values: header.includes("<f4") ? new Float32Array(data) : new Uint32Array(data) };
}

const readLines = (path: string): unknown[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** The scores that recommend gives a user, by item. */
async function scoresOf(artefact: string, user: string): Promise<Map<string, number>> {
  const { answer } = await nearedgeJson(answerSchema, ["recommend", artefact, "--user", user, "--k", "12"]);
  return new Map(answer.items.filter(({ source }) => source === undefined).map(({ itemId, score }) => [itemId, score]));
}

describe("nearedge export", () => {
  it("writes factors of items and users whose products are the scores of recommend", async () => {
    const out = join(folder, "vectors");
    const { answer } = await nearedgeJson(exportedSchema, ["export", factors, "--out", out, "--tables", "jsonl"]);
    expect(answer.files).toEqual(["items.jsonl", "users.jsonl", "item-factors.npy", "user-factors.npy"]);
    expect(readdirSync(out).sort()).toEqual([...answer.files, "export.json"].sort());
    const [ofItems, ofUsers] = [readNpy(join(out, "item-factors.npy")), readNpy(join(out, "user-factors.npy"))];
    expect([ofItems.shape, ofUsers.shape]).toEqual([
      [12, 8],
      [12, 8],
    ]);
    const ids = readLines(join(out, "items.jsonl")) as { row: number; item: string }[];
    const users = readLines(join(out, "users.jsonl")) as { row: number; user: string }[];
    // A column of the catalogue that has the name of one of ours is written beside it.
    const described = { title: "Item 3", interactions: 5, tags: "odd|small", row_: 3 };
    expect(ids.find(({ item }) => item === "i3")).toEqual({ row: expect.any(Number), item: "i3", ...described });
    for (const { row, user } of users.slice(0, 3)) {
      const scores = await scoresOf(factors, user);
      expect(scores.size).toBeGreaterThan(0);
      for (const [id, score] of scores) {
        const item = ids.find((entry) => entry.item === id)?.row ?? -1;
        const own = ofUsers.values.subarray(row * 8, row * 8 + 8);
        const product = Array.from(own).reduce(
          (sum, value, lane) => sum + value * (ofItems.values[item * 8 + lane] ?? 0),
          0,
        );
        expect(product).toBeCloseTo(score, 5);
      }
    }
  });

  it("writes weights and histories whose products are the scores of recommend", async () => {
    const out = join(folder, "weights-out");
    const { stderr } = await nearedgeJson(exportedSchema, ["export", weights, "--out", out, "--tables", "jsonl"]);
    expect(stderr).toContain("keep it private");
    const list = (name: string) => readNpy(join(out, `${name}.npy`)).values;
    const ids = (readLines(join(out, "items.jsonl")) as { item: string }[]).map(({ item }) => item);
    const users = readLines(join(out, "users.jsonl")) as { row: number; user: string }[];
    for (const { row, user } of users.slice(0, 3)) {
      const scores = new Float64Array(ids.length);
      const [from = 0, to = 0] = list("user-histories-indptr").subarray(row, row + 2);
      for (let at = from; at < to; at++) {
        const item = list("user-histories-indices")[at] ?? -1;
        const [start = 0, end = 0] = list("item-weights-indptr").subarray(item, item + 2);
        for (let entry = start; entry < end; entry++) {
          const weight = list("user-histories-data")[at] ?? 0;
          scores[list("item-weights-indices")[entry] ?? -1]! += weight * (list("item-weights-data")[entry] ?? 0);
        }
      }
      for (const [id, score] of await scoresOf(weights, user)) expect(scores[ids.indexOf(id)]).toBeCloseTo(score, 5);
    }
  });

  it("leaves users out when it is told to, and replaces what an export made", async () => {
    const out = join(folder, "again");
    await nearedgeJson(exportedSchema, ["export", factors, "--out", out]);
    const { answer } = await nearedgeJson(exportedSchema, ["export", factors, "--out", out, "--no-users"]);
    expect(answer.files).toEqual(["items.parquet", "item-factors.npy"]);
    expect(readdirSync(out).sort()).toEqual(["export.json", "item-factors.npy", "items.parquet"]);
  });

  it("refuses a folder of anything else, and a model without factors or weights", async () => {
    const taken = join(folder, "taken");
    mkdirSync(taken);
    write("taken/mine.txt", "mine");
    expect(await nearedge(["export", factors, "--out", taken])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("holds mine.txt, which would be lost"),
    });
    expect(readdirSync(taken)).toEqual(["mine.txt"]);
    expect(await nearedge(["export", factors, "--out", board])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("[not-an-export]"),
    });
    const nowhere = join(board, "below-a-file");
    expect(await nearedge(["export", factors, "--out", nowhere])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("a file stands in the place of a folder; choose another [bad-out-folder]"),
    });
    expect(await nearedge(["export", factors, "--out", "."])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("it is the current one"),
    });
    const never = join(folder, "never");
    expect(await nearedge(["export", popular, "--out", never])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("recommend --users all"),
    });
    expect(existsSync(never)).toBe(false);
  });
});
