import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { manifestSchema } from "./schemas.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
/** Minutes of work: nothing here ends by itself. */
const ENDLESS = ["--head", "none", "--set", "factors=256", "--set", "epochs=10000"];

function interruptTraining(args: readonly string[]) {
  let interrupted = false;
  const onStderr = (stderr: string, kill: (signal: NodeJS.Signals) => void): void => {
    if (interrupted || !stderr.includes("retrieval, to be judged")) return;
    interrupted = true;
    kill("SIGINT");
  };
  return nearedge(["train", board, ...ENDLESS, ...args, "--json"], { onStderr });
}

describe("Ctrl-C during training", () => {
  it("ends with status 1 and a message, and leaves nothing behind", async () => {
    const { status, stdout, stderr } = await interruptTraining(["--threads", "1", "--out", join(folder, "new")]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/nearedge: training was interrupted; nothing was written \[interrupted\]\n$/);
    expect(readdirSync(folder)).toEqual(["board.csv"]);
  });

  it("leaves the artefact alone that was to be replaced", async () => {
    const out = join(folder, "old");
    await nearedge(["train", board, "--model", "popularity", "--out", out]);
    const { status } = await interruptTraining(["--threads", "2", "--out", out]);
    expect(status).toBe(1);
    const { answer } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(answer.model.kind).toBe("popularity");
    expect(readdirSync(folder).sort()).toEqual(["board.csv", "old"]);
  });
});
