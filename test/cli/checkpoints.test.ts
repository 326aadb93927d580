import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openCheckpoints, withCheckpoints } from "../../src/cli/checkpoints.ts";
import { loopOptions } from "../../src/models/networks/loop-options.ts";
import { trainNetwork } from "../../src/models/networks/train-loop.ts";
import { type OptionsOf, readSpecs } from "../../src/models/option-specs.ts";
import type { Checkpoints, EpochReport } from "../../src/training/context.ts";
import { checkerboard as examples, OPTIONS } from "../neural/sample-training.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const out = join(folder, "artefact");
const place = join(folder, "checkpoints");
const EPOCHS = 6;

beforeEach(() => rmSync(place, { recursive: true, force: true }));

const specs = loopOptions({ learningRate: 0.02, batchSize: 70, epochs: EPOCHS, validationShare: 0.2 });
const options = readSpecs("sample", specs, {}) as OptionsOf<typeof specs>;

/** Trains a small network, until after an epoch where one is named. Gives back its weights, and what was reported. */
async function train(checkpoints: Checkpoints | undefined, { until = EPOCHS, model = "sample", seed = 3 } = {}) {
  const controller = new AbortController();
  const reports: EpochReport[] = [];
  const onEpoch = (report: EpochReport): void => {
    reports.push(report);
    if (report.epoch === until && until < EPOCHS) controller.abort();
  };
  const job = { model, options, network: OPTIONS.network, loss: "bce" };
  const context = { seed, threads: 1, signal: controller.signal, onEpoch, checkpoints };
  const { network } = await trainNetwork(job, examples, context);
  return { weights: network.plan.parameters.map(({ name }) => network.weights(name)), reports };
}

const open = (resume = false) => openCheckpoints({ checkpoint: place, resume, out });

async function interrupt(until = 2): Promise<void> {
  const checkpoints = await open();
  await expect(train(checkpoints, { until })).rejects.toThrow("training was interrupted");
}

/** What is said on standard error meanwhile. */
async function said(work: () => Promise<unknown>): Promise<string> {
  const spy = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await work();
    return spy.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    spy.mockRestore();
  }
}

describe("a folder of checkpoints", () => {
  it("lets an interrupted training end as one without interruption, to the last bit", async () => {
    const whole = await train(undefined);
    await interrupt();
    expect(readdirSync(place)).toEqual([expect.stringMatching(/^sample-checkerboard-[0-9a-f]{12}\.checkpoint$/)]);
    const resumed = await train(await open(true));
    expect(resumed.weights).toEqual(whole.weights);
    const losses = ({ reports }: typeof whole) =>
      reports.map(({ epoch, epochs, objective, validation }) => ({ epoch, epochs, objective, validation }));
    expect(losses(resumed)).toEqual(losses(whole));
    // Perturbed once: another seed gives other weights.
    expect((await train(undefined, { seed: 4 })).weights).not.toEqual(whole.weights);
  });

  it("goes on from where the second of several fits stopped", async () => {
    const fits = async (checkpoints: Checkpoints | undefined, until?: number) => [
      (await train(checkpoints)).weights,
      (await train(checkpoints, { until })).weights,
    ];
    const checkpoints = await open();
    await expect(fits(checkpoints, 4)).rejects.toThrow("training was interrupted");
    expect(readdirSync(place)).toHaveLength(2);
    expect(await fits(await open(true))).toEqual(await fits(undefined));
  });

  it("has a file for each name, however alike they begin", async () => {
    const begin = "two-tower-0123456789abcdef-0123456";
    const checkpoints = await open();
    for (const [at, name] of [`${begin}7`, `${begin}8`].entries()) await checkpoints?.save(name, Uint8Array.of(at));
    expect(readdirSync(place)).toHaveLength(2);
    const again = await open(true);
    expect([...((await again?.load(`${begin}8`)) ?? [])]).toEqual([1]);
    expect([...((await again?.load(`${begin}7`)) ?? [])]).toEqual([0]);
  });

  it("is emptied of its checkpoints when the work is done, and of nothing else", async () => {
    await interrupt();
    writeFileSync(join(place, "notes.txt"), "mine");
    const checkpoints = await open(true);
    const text = await said(() => withCheckpoints(checkpoints, () => train(checkpoints)));
    expect(text).toBe(`${place}: 1 checkpoint deleted, since the training is complete\n`);
    expect(readdirSync(place)).toEqual(["notes.txt"]);
  });

  it("stays as it is where the work fails, and says how to go on", async () => {
    const checkpoints = await open();
    const text = await said(() =>
      expect(withCheckpoints(checkpoints, () => train(checkpoints, { until: 1 }))).rejects.toThrow("interrupted"),
    );
    expect(text).toBe(`${place}: 1 checkpoint kept; the same call with --resume goes on from there\n`);
    expect(readdirSync(place)).toHaveLength(1);
  });

  it("refuses a checkpoint of another model, another seed, or one that is damaged, with its path", async () => {
    await interrupt();
    const [file = ""] = readdirSync(place);
    await expect(train(await open(true), { model: "other" })).rejects.toThrow(
      /^--resume: expected checkpoints of this training in .*checkpoints, got those of another \(sample-checkerboard-/,
    );
    const seed = await open(true);
    await said(() =>
      expect(withCheckpoints(seed, () => train(seed, { seed: 4 }))).rejects.toThrow(
        `${join(place, file)}: checkpoint: expected seed 4 as in this training, got 3: start anew, or set it so`,
      ),
    );
    const bytes = readFileSync(join(place, file));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(place, file), bytes);
    const damaged = await open(true);
    const text = await said(() =>
      expect(withCheckpoints(damaged, () => train(damaged))).rejects.toThrow(
        `${join(place, file)}: checkpoint: its weights are damaged; delete it and start anew`,
      ),
    );
    expect(text).toBe(`${place}: 1 checkpoint kept\n`);
  });

  it("lets training go on where nothing can be written any more, and says so once", async () => {
    const checkpoints = await open();
    writeFileSync(place, "in the way");
    const text = await said(async () => {
      const first = await train(checkpoints);
      expect((await train(checkpoints)).weights).toEqual(first.weights);
    });
    expect(text).toMatch(/^warning: .*\.checkpoint: no checkpoint could be written: .*; training goes on\n$/);
    rmSync(place);
  });
});

describe("nearedge train --checkpoint", () => {
  const asked = (...args: string[]) => nearedge(["train", board, "--out", out, ...args]);

  it.each([
    [["--resume"], "--resume: expected --checkpoint beside it, with the folder of the interrupted training"],
    [["--checkpoint", " "], "--checkpoint: expected a folder to keep checkpoints in, got an empty name"],
    [
      ["--checkpoint", board],
      `--checkpoint: expected a folder to keep checkpoints in, got ${board}, which is something else`,
    ],
    [["--checkpoint", join(board, "inside")], "a file stands in the place of a folder"],
    [["--checkpoint", out], `got ${out}, which --out replaces; choose one outside ${out}`],
    [["--checkpoint", join(out, "inside")], "which --out replaces"],
    [
      ["--checkpoint", place, "--resume"],
      `--resume: expected checkpoints of an interrupted training in ${place}, got none`,
    ],
  ])("refuses %s before anything is read", async (args, message) => {
    const { status, stderr } = await asked(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toContain("users");
    expect(existsSync(out)).toBe(false);
  });

  it("refuses a folder with checkpoints unless it goes on from them, so that none is lost", async () => {
    await interrupt();
    const before = readdirSync(place);
    const { status, stderr } = await asked("--checkpoint", place);
    expect([status, stderr]).toEqual([2, expect.stringContaining("say --resume to go on from them; to start anew")]);
    expect(readdirSync(place)).toEqual(before);
  });

  it.each([
    [
      "popularity",
      [],
      "note: --checkpoint: popularity keeps no checkpoints; after an interruption its training begins anew",
    ],
    [
      "hybrid",
      ["--set", "models=slim,popularity"],
      "note: --checkpoint: of hybrid only members that are networks keep checkpoints; after an interruption the others begin anew",
    ],
  ])("says that %s begins anew after an interruption, and makes no folder", async (model, set, note) => {
    const { status, stderr } = await asked("--model", model, "--head", "none", ...set, "--checkpoint", place);
    expect([status, stderr]).toEqual([0, expect.stringContaining(note)]);
    expect(existsSync(place)).toBe(false);
    rmSync(out, { recursive: true });
  });
});
