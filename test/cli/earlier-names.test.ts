import { join } from "node:path";
import { expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());

it("reads an option by an earlier name, says so once, and keeps the answer pure", async () => {
  const set = ["--set", "k=3", "--set", "epochs=2"];
  const { status, stdout, stderr } = await nearedge([
    ...["train", board, "--model", "slim", ...set, "--out", join(folder, "out"), "--json"],
  ]);
  expect(status).toBe(0);
  expect(stderr.match(/note: the option k is now called neighbours; it is read as that/g)).toHaveLength(1);
  const { model }: { model: { options: Record<string, unknown> } } = JSON.parse(stdout);
  expect(model.options).toMatchObject({ neighbours: 3, epochs: 2 });
  expect(model.options).not.toHaveProperty("k");
});

it("says nothing of an option by its own name", async () => {
  const args = ["train", board, "--model", "slim", "--set", "neighbours=3", "--out", join(folder, "own"), "--json"];
  const { status, stderr } = await nearedge(args);
  expect([status, stderr.includes("is now called")]).toEqual([0, false]);
});
