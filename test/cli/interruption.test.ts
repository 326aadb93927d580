import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedgeChild } from "./child.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { manifestSchema } from "./schemas.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
/** A line for every step, which the test waits for. */
const OFTEN = { NEAREDGE_PROGRESS_SECONDS: "0" };

/** Minutes of work: nothing here ends by itself. */
const ENDLESS = ["--head", "none", "--set", "factors=256", "--set", "epochs=10000"];

const files = ["board.csv", "crowd.txt"];

function interruptTraining(args: readonly string[]) {
  let interrupted = false;
  const onStderr = (stderr: string, kill: (signal: NodeJS.Signals) => void): void => {
    if (interrupted || !stderr.includes("implicit-als, to be judged")) return;
    interrupted = true;
    kill("SIGINT");
  };
  return nearedgeChild(["train", board, ...ENDLESS, ...args, "--json"], { onStderr, env: OFTEN });
}

/** A thousand users with 300 of 1,200 items each, as a file without ratings. */
const crowd = write(
  "crowd.txt",
  Array.from({ length: 1000 }, (_, user) => {
    const items = Array.from({ length: 300 }, (_, place) => (place * 4 + ((user * 7 + place * place) % 4)) % 1200);
    return `${[user, ...new Set(items)].join(" ")}\n`;
  }).join(""),
);

const CROWD = [crowd, "--format", "lightgcn"];

describe("Ctrl-C while a model is fitted to be measured", () => {
  it.each([
    ["biased-mf", 1, [board], ["biased-mf.epochs=100000"], "epoch "],
    ["funk-mf", 1, [board], ["funk-mf.epochs=100000", "funk-mf.update=vectorised"], "epoch "],
    ["user-item-baseline", 1, [board], ["user-item-baseline.epochs=10000"], "epochs "],
    ["neural-mf", 1, [board], ["neural-mf.epochs=100000"], "epoch "],
    ["explicit-als", 2, [board], ["explicit-als.epochs=10000"], "epoch "],
    ["bpr", 1, CROWD, ["bpr.epochs=10000"], "epoch "],
    ["slim", 1, CROWD, ["slim.epochs=1000", "slim.tolerance=0"], "items "],
    ["slim", 2, CROWD, ["slim.epochs=1000", "slim.tolerance=0"], "items "],
    ["item-knn", 1, CROWD, [], "items "],
    ["item-knn", 2, CROWD, [], "items "],
    ["ease", 1, CROWD, [], "Gram matrix"],
    ["gf-cf", 2, CROWD, ["gf-cf.powerIterations=100"], "power iterations "],
  ] as const)("ends %s on %i threads within two seconds", async (model, threads, data, set, progress) => {
    let killedMs = 0;
    const settings = set.flatMap((setting) => ["--set", setting]);
    const { status, stdout, stderr } = await nearedge(
      [
        "evaluate",
        ...data,
        "--models",
        model,
        "--protocol",
        "random:0.2",
        "--threads",
        String(threads),
        ...settings,
        "--json",
      ],
      {
        env: OFTEN,
        onStderr: (text, kill) => {
          if (killedMs > 0 || !text.includes(`\n${progress}`)) return;
          killedMs = performance.now();
          kill("SIGINT");
        },
      },
    );
    expect(killedMs, stderr).toBeGreaterThan(0);
    expect(performance.now() - killedMs).toBeLessThan(2000);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /nearedge: (training was )?interrupted(; nothing was written| in epoch \d+)( \[interrupted\])?\n$/,
    );
  });
});

describe("Ctrl-C during training", () => {
  it("ends with status 1 and a message, and leaves nothing behind", async () => {
    const { status, stdout, stderr } = await interruptTraining(["--threads", "1", "--out", join(folder, "new")]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/nearedge: training was interrupted; nothing was written \[interrupted\]\n$/);
    expect(readdirSync(folder)).toEqual(files);
  });

  it("leaves the artefact alone that was to be replaced", async () => {
    const out = join(folder, "old");
    await nearedge(["train", board, "--model", "popularity", "--out", out]);
    const { status } = await interruptTraining(["--threads", "2", "--out", out]);
    expect(status).toBe(1);
    const { answer } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(answer.model.kind).toBe("popularity");
    expect(readdirSync(folder).sort()).toEqual([...files, "old"]);
  });
});
