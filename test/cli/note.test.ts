import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, manifestSchema } from "./schemas.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const OUT = join(folder, "artefact");
const TRAIN = ["train", board, "--out", OUT, "--head", "none", "--set", "factors=2"];

describe("nearedge train --note", () => {
  it("says with the data, and with every answer, what must be said of them", async () => {
    const { status, stderr } = await nearedge([...TRAIN, "--note", " simulated customers "]);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("board (simulated customers): 12 users");
    const { answer: manifest } = await nearedgeJson(manifestSchema, ["inspect", OUT]);
    expect(manifest).toMatchObject({ name: "board", data: { note: "simulated customers" } });
    const { answer } = await nearedgeJson(answerSchema, ["recommend", OUT, "--history", "i0"]);
    expect(answer).toMatchObject({ note: "simulated customers" });
  });

  it("stands behind what is said of the data already, and before what training did to them", async () => {
    const changed = ["--min-value", "2", "--transform", "binarise:3"];
    const { status, stderr } = await nearedge([...TRAIN, ...changed, "--note", "a sample"]);
    expect(status, stderr).toBe(0);
    const { answer: manifest } = await nearedgeJson(manifestSchema, ["inspect", OUT]);
    expect(manifest.data).toMatchObject({
      note: "only values of at least 2; a sample; values after binarise:3",
    });
  });

  it.each([
    ["nothing", "  ", "got an empty text"],
    ["what is too long", "x".repeat(201), "got 201 characters"],
    ["a line break", "a\nb", "got the control character U+000A"],
    ["a terminal's escape", "a\u001b[2Jb", "got the control character U+001B"],
    ["a turn of direction", "a\u202eb", "got the control character U+202E"],
  ])("refuses %s before anything is read", async (_, note, got) => {
    const { status, stdout, stderr } = await nearedge(["train", "nowhere.csv", "--out", OUT, "--note", note, "--json"]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`--note: expected one line of 1 to 200 characters, as in "simulated customers"; ${got}`);
    expect(stderr).toContain("[bad-note]");
  });

  it("takes 200 characters", async () => {
    const { status, stderr } = await nearedge(["train", "nowhere.csv", "--out", OUT, "--note", "x".repeat(200)]);
    expect([status, stderr.includes("[missing-file]")]).toEqual([1, true]);
  });
});
