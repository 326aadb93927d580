import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const [whole, out, place] = ["whole", "resumed", "checkpoints"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const EPOCHS = 1500;
/** A line for every epoch, which the test waits for. */
const env = { NEAREDGE_PROGRESS_SECONDS: "0" };

const ended = z.object({ losses: z.array(z.object({ epoch: z.number(), objective: z.number() })) });

const train = (to: string, ...args: string[]) => [
  ...["train", board, "--model", "neural-mf", "--head", "none", "--out", to, "--json"],
  ...["--set", `epochs=${EPOCHS}`, "--set", "validationShare=0.2", "--set", "factors=8", ...args],
];

/** Every file of an artefact, as text that can be compared. */
const bytesOf = (artefact: string) =>
  readdirSync(artefact)
    .sort()
    .map((name) => [name, readFileSync(join(artefact, name), "hex")]);

/** Ctrl-C when this is said on standard error. */
async function interruptAt(sign: RegExp, ...args: string[]) {
  let killed = false;
  return nearedge(train(out, "--checkpoint", place, ...args), {
    env,
    onStderr: (text, kill) => {
      if (killed || !sign.test(text)) return;
      killed = true;
      kill("SIGINT");
    },
  });
}

beforeEach(() => rmSync(place, { recursive: true, force: true }));

describe("a network interrupted by Ctrl-C", () => {
  it.each([
    ["while it is fitted to be judged", /to be judged\n.*epoch 300\//s, 1],
    ["while it is fitted to everything, and again", /on everything\n.*epoch 300\//s, 2],
  ] as const)("%s ends after --resume with the same artefact, byte for byte", async (_, sign, files) => {
    const uninterrupted = await nearedge(train(whole));
    expect(uninterrupted.status, uninterrupted.stderr).toBe(0);
    const first = await interruptAt(sign);
    expect([first.status, first.stdout], first.stderr).toEqual([1, ""]);
    expect(first.stderr).toMatch(
      /checkpoints?: \d checkpoints? kept; the same call with --resume goes on from there\n/,
    );
    expect(readdirSync(place)).toHaveLength(files);
    if (files === 2) {
      const again = await interruptAt(/on everything\n.*goes on after epoch .*epoch 900\//s, "--resume");
      expect(again.status, again.stderr).toBe(1);
    }
    const resumed = await nearedge(train(out, "--checkpoint", place, "--resume", "--threads", "2"), { env });
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(resumed.stderr).toMatch(new RegExp(`neural-mf: goes on after epoch \\d+ of ${EPOCHS}\n`));
    expect(resumed.stderr).toContain(`deleted, since the training is complete\n`);
    expect(readdirSync(place)).toEqual([]);
    expect(bytesOf(out)).toEqual(bytesOf(whole));
    const lossesOf = ({ stdout }: typeof resumed) => ended.parse(JSON.parse(stdout)).losses;
    expect(lossesOf(resumed)).toEqual(lossesOf(uninterrupted));
  });

  it("does not go on with other options or from nothing, and says what to do", async () => {
    await interruptAt(/to be judged\n.*epoch 300\//s);
    const other = await nearedge(train(out, "--checkpoint", place, "--resume", "--set", "learningRate=0.1"));
    expect([other.status, other.stdout]).toEqual([2, ""]);
    expect(other.stderr).toMatch(
      /neural-mf-[0-9a-f-]+\.checkpoint: checkpoint: expected optimiser .* start anew, or set it so \[other-checkpoint\]\n$/,
    );
    const data = write("other.csv", checkerboard().replace(/\n.*\n$/, "\n"));
    const args = train(out, "--checkpoint", place, "--resume").map((arg) => (arg === board ? data : arg));
    const { status, stderr } = await nearedge(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining("got those of another (neural-mf-")]);
    expect(readdirSync(place)).toHaveLength(1);
  });

  it("is the same for rbm, which has a loop of its own", async () => {
    const rbm = (to: string, ...args: string[]) => [
      ...["train", board, "--model", "rbm", "--head", "none", "--out", to, "--json"],
      ...["--set", `epochs=${EPOCHS}`, "--set", "validationShare=0.2", "--set", "hidden=4", ...args],
    ];
    expect((await nearedge(rbm(whole))).status).toBe(0);
    let killed = false;
    const first = await nearedge(rbm(out, "--checkpoint", place), {
      env,
      onStderr: (text, kill) => {
        if (killed || !/to be judged\n.*epoch 300\//s.test(text)) return;
        killed = true;
        kill("SIGINT");
      },
    });
    expect([first.status, first.stdout], first.stderr).toEqual([1, ""]);
    expect(first.stderr).toContain("1 checkpoint kept; the same call with --resume goes on from there");
    const resumed = await nearedge(rbm(out, "--checkpoint", place, "--resume"), { env });
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(resumed.stderr).toMatch(new RegExp(`rbm: goes on after epoch \\d+ of ${EPOCHS}\n`));
    expect(bytesOf(out)).toEqual(bytesOf(whole));
  });
});
