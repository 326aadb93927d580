import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const QUICK = ["epochs=1", "factors=2", "layers=none"];
const set = (options: readonly string[], model = "") => options.flatMap((one) => ["--set", `${model}${one}`]);
const notes = (stderr: string): string[] => stderr.split("\n").filter((line) => line.includes("does nothing"));
const NOTE = "note: ncf-mlp: momentum does nothing with optimiser=adam; it is for optimiser=sgd";

describe("an option that does nothing beside the others", () => {
  it("is named by train, with what it is for, and training goes on", async () => {
    const options = set([...QUICK, "negatives=2", "momentum=0.5", "precision=int8"]);
    const args = ["train", board, "--model", "ncf-mlp", "--head", "none", ...options, "--out", join(folder, "out")];
    const { status, stderr, stdout } = await nearedge([...args, "--json"]);
    const sentences = [
      "negatives does nothing with target=rating; it is for target=implicit",
      "momentum does nothing with optimiser=adam; it is for optimiser=sgd",
    ];
    expect([status, notes(stderr)]).toEqual([0, sentences.map((sentence) => `note: ncf-mlp: ${sentence}`)]);
    const { warnings } = z.object({ warnings: z.array(z.unknown()) }).parse(JSON.parse(stdout));
    for (const message of sentences) expect(warnings).toContainEqual({ code: "idle-option", message });
  });

  it("is named by evaluate once, also of a model that is searched for", async () => {
    const args = ["evaluate", board, "--models", "ncf-mlp,popularity", "--protocol", "random:0.2"];
    const plain = await nearedge([...args, ...set([...QUICK, "momentum=0.5"], "ncf-mlp.")]);
    expect([plain.status, notes(plain.stderr)], plain.stderr).toEqual([0, [NOTE]]);
    const searched = await nearedge([...args, ...set(QUICK, "ncf-mlp."), "--tune", "ncf-mlp:momentum=0.1,0.5"]);
    expect([searched.status, notes(searched.stderr)], searched.stderr).toEqual([0, [NOTE]]);
  });

  it("is named by tune where it does nothing in all settings, and not where an axis turns it off", async () => {
    const args = ["tune", board, "--model", "ncf-mlp", ...set(QUICK), "--metric", "rmse"];
    const turned = await nearedge([...args, "--grid", "optimiser=adam,sgd", "--grid", "momentum=0.1,0.5"]);
    expect([turned.status, notes(turned.stderr)], turned.stderr).toEqual([0, []]);
    const idle = await nearedge([...args, "--grid", "momentum=0.1,0.5"]);
    expect([idle.status, notes(idle.stderr)], idle.stderr).toEqual([0, [NOTE]]);
  });
});
