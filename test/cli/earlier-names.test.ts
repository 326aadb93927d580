import { join } from "node:path";
import { expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());

// It is said once a process, which test files share: no other test gives this name on the command line.
it("reads an option by an earlier name, says so once, and keeps the answer pure", async () => {
  const run = (name: string) =>
    nearedge([
      ...["train", board, "--model", "warp", "--set", "learningSchedule=constant", "--set", "epochs=2"],
      ...["--out", join(folder, name), "--json"],
    ]);
  const note = "note: the option learningSchedule is now called learningRateSchedule; it is read as that";
  const { status, stdout, stderr } = await run("first");
  expect(status).toBe(0);
  expect(stderr.split(note)).toHaveLength(2);
  const { model }: { model: { options: Record<string, unknown> } } = JSON.parse(stdout);
  expect(model.options).toMatchObject({ learningRateSchedule: "constant", epochs: 2 });
  expect(model.options).not.toHaveProperty("learningSchedule");
  expect((await run("second")).stderr).not.toContain("is now called");
});

it("says so of an option of a member of a mix, by the name that it has there", async () => {
  const { status, stderr } = await nearedge([
    ...["train", board, "--model", "hybrid", "--set", "models=warp,popularity", "--set", "warp.epochs=1"],
    ...["--set", "warp.learningSchedule=constant", "--head", "none", "--out", join(folder, "mix"), "--json"],
  ]);
  expect(stderr).toContain("the option warp.learningSchedule is now called warp.learningRateSchedule");
  expect(status).toBe(0);
});

it("says nothing of an option by its own name", async () => {
  const args = ["train", board, "--model", "slim", "--set", "neighbours=3", "--out", join(folder, "own"), "--json"];
  const { status, stderr } = await nearedge(args);
  expect([status, stderr.includes("is now called")]).toEqual([0, false]);
});
