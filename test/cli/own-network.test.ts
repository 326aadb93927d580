import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSafetensors } from "../../src/artefact/safetensors.ts";
import { nearedgeChild } from "./child.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema } from "./schemas.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const page = readFileSync(new URL("../../docs/models/networks.md", import.meta.url), "utf8");
const [, documented = ""] = /```js\n(export default \(tf.*?)```/s.exec(page) ?? [];
const network = write("network.mjs", documented);
const elu = write("elu.mjs", documented.replace('"relu"', '"elu"'));
const SHORT = ["--set", "epochs=2", "--set", "servedFactors=4"];

const run = (command: string, ...args: string[]) => nearedge([command, board, ...args]);
/** The tensors of an artefact's public shards, as text. */
function tensorsOf(artefact: string): string {
  const names = readdirSync(artefact).filter((name) => name.startsWith("model-"));
  const tensors = names.flatMap((name) => readSafetensors(name, readFileSync(join(artefact, name))));
  return tensors.map(({ name, bytes }) => `${name} ${Buffer.from(bytes).toString("hex")}`).join("\n");
}

describe("nearedge --network", () => {
  it("trains, packs and serves the network of the documentation, which is the default one", async () => {
    expect(documented.trim().split("\n").length).toBeLessThanOrEqual(10);
    const [out, byDefault] = [join(folder, "own"), join(folder, "default")];
    const { stdout, stderr } = await run("train", "--network", network, ...SHORT, "--out", out, "--json");
    expect(JSON.parse(stdout).model).toMatchObject({
      kind: "own-network",
      options: { file: "network.mjs", epochs: 2 },
    });
    expect(stderr).toContain("users go to user, items to item (by name)");
    expect(stderr).toContain("own-network: trained by the kernels\n");
    expect(readFileSync(join(out, "manifest.json"), "utf8")).not.toContain(folder);
    const { answer: list } = await nearedgeJson(answerSchema, ["recommend", out, "--history", "i0,i2", "--k", "3"]);
    expect(list.items).toHaveLength(3);
    expect((await run("train", "--model", "own-network", ...SHORT, "--out", byDefault)).status).toBe(0);
    expect(tensorsOf(byDefault)).toBe(tensorsOf(out));
  });

  it("is measured beside others, compared and searched", async () => {
    const own = SHORT.map((text) => text.replace(/^(?=\w+=)/, "own-network."));
    const { stdout, status } = await run(
      "evaluate",
      "--network",
      elu,
      "--models",
      "popularity",
      ...own,
      "--protocol",
      "random:0.2",
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/own-network[\s\S]*popularity/);
    const report = join(folder, "report.html");
    const compared = await run("compare", "--network", network, ...own, "--folds", "2", "--out", report);
    expect([compared.status, existsSync(report)]).toEqual([0, true]);
    const tuned = await run(
      "tune",
      "--network",
      network,
      ...SHORT,
      "--grid",
      "learningRate=0.001,0.01",
      "--jobs",
      "1",
      "--metric",
      "rmse",
    );
    expect([tuned.status, tuned.stdout.includes("learningRate")], tuned.stderr).toEqual([0, true]);
  });

  it.each<[string, readonly string[], number, string]>([
    ["a file that is not there", ["--network", join(folder, "no.mjs")], 1, 'no.mjs" [missing-file]'],
    ["another kind of file", ["--network", board], 2, "expected a file that ends in .js, .mjs"],
    [
      "another model beside it",
      ["--network", network, "--model", "slim"],
      2,
      "--network: expected it without another model, got --model slim beside it [network-model]",
    ],
    ["a preset beside it", ["--network", network, "--preset", "D1"], 2, "got --preset D1 beside it [network-model]"],
    [
      "checkpoints of what tfjs trains",
      ["--network", elu, "--checkpoint", join(folder, "kept")],
      2,
      "expected no --checkpoint: tfjs trains",
    ],
    [
      "an empty name",
      ["--model", "own-network", "--set", "file="],
      2,
      "file: expected the path of a module or of a model.json [network-file]",
    ],
  ])("is refused: %s", async (_, args, status, message) => {
    const found = await run("train", ...args, "--out", join(folder, "refused"));
    expect(found.stderr).toContain(message);
    expect([found.status, existsSync(join(folder, "refused"))]).toEqual([status, false]);
  });

  it("ends where a function never gives its network, and on Ctrl-C before it does", async () => {
    const never = write("never.mjs", "export default () => new Promise(() => {});\n");
    const args = ["train", board, "--network", never, "--out", join(folder, "refused")];
    const starved = await nearedgeChild(args);
    expect(starved.stderr).toContain("never.mjs: its function failed for");
    expect(starved.stderr).toContain(": its promise is never settled [network-module]");
    expect(starved.status).toBe(2);
    const stopped = await nearedge(args, {
      onStderr: (text, kill) => {
        if (/own-network, to be judged\n$/.test(text)) setTimeout(kill, 200, "SIGINT");
      },
    });
    expect(stopped.stderr).toContain("training was interrupted; nothing was written [interrupted]");
    expect(stopped.status).toBe(1);
  });

  it("reads a folder of the name that the network of the documentation has", async () => {
    mkdirSync(join(folder, "example"));
    writeFileSync(join(folder, "example", "model.json"), "{}");
    const args = ["train", board, "--network", "example", "--out", "refused"];
    const { stderr } = await nearedge(args, { cwd: folder });
    expect(stderr).toContain("example/model.json: expected modelTopology");
  });

  it("goes on from a checkpoint where the kernels train it", async () => {
    const [kept, out] = [join(folder, "checkpoints"), join(folder, "resumed")];
    const done = await run("train", "--network", network, ...SHORT, "--checkpoint", kept, "--out", out);
    expect(done.status, done.stderr).toBe(0);
    expect(done.stderr).toContain("2 checkpoints deleted");
    expect(tensorsOf(out)).toBe(tensorsOf(join(folder, "own")));
  });
});

describe("nearedge train --export-network", () => {
  const exported = join(folder, "exported");

  it("writes a network that --network takes, with the same tensors", async () => {
    const [out, back] = [join(folder, "mf"), join(folder, "back")];
    const set = [...SHORT, "--set", "factors=4"];
    const made = await run("train", "--model", "neural-mf", ...set, "--export-network", exported, "--out", out);
    expect(made.stderr).toMatch(/exported: the network as model\.json with its weights, \d+ bytes\n/);
    expect(readdirSync(exported).sort()).toEqual(["group1-shard1of1.bin", "model.json", "nearedge.json"]);
    const again = await run(
      "train",
      "--network",
      exported,
      "--set",
      "epochs=0",
      "--set",
      "servedFactors=4",
      "--out",
      back,
    );
    expect(again.status, again.stderr).toBe(0);
    expect(tensorsOf(back)).toBe(tensorsOf(out));
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  const again = (to: string, onStderr?: (text: string) => void) => {
    const args = ["train", board, "--model", "neural-mf", "--set", "epochs=1", "--export-network", to];
    return nearedge([...args, "--out", join(folder, "again")], onStderr ? { onStderr } : {});
  };
  const weightsOf = (path: string): string => readFileSync(join(path, "group1-shard1of1.bin"), "hex");

  it("replaces what was exported before, also where a link leads to it, and makes parents", async () => {
    const [deep, link] = [join(folder, "parent", "of", "it"), join(folder, "link")];
    expect((await again(deep)).status).toBe(0);
    const first = weightsOf(deep);
    writeFileSync(join(deep, "group1-shard1of1.bin"), "");
    symlinkSync(deep, link);
    expect((await again(link)).status).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(weightsOf(deep)).toBe(first);
  });

  it("leaves alone what is not of it, also where that came while the model was trained", async () => {
    const kept = join(folder, "kept-apart");
    expect((await again(kept)).status).toBe(0);
    writeFileSync(join(kept, "notes.txt"), "mine");
    const before = await again(kept);
    expect(before.stderr).toContain("kept-apart has notes.txt [target-not-a-network]");
    expect([before.status, readdirSync(kept).length]).toEqual([1, 4]);
    const late = join(folder, "late");
    const meanwhile = await again(late, (text) => {
      if (!text.includes("neural-mf, on everything") || existsSync(late)) return;
      mkdirSync(late);
      writeFileSync(join(late, "notes.txt"), "mine");
    });
    expect(meanwhile.stderr).toContain("late has notes.txt [target-not-a-network]");
    expect([meanwhile.status, readdirSync(late)]).toEqual([1, ["notes.txt"]]);
  });

  it("brings back what a writer that was killed had set aside, and removes its parts", async () => {
    const place = join(folder, "killed");
    expect((await again(place)).status).toBe(0);
    const first = weightsOf(place);
    // No process has this number.
    const [aside, partial] = ["replaced", "partial"].map((kind) => `${place}.${kind}-99999999`) as [string, string];
    renameSync(place, aside);
    mkdirSync(partial);
    writeFileSync(join(partial, "model.json"), "{");
    const stopped = await nearedge([
      "train",
      "nothing.csv",
      "--model",
      "neumf",
      "--export-network",
      place,
      "--out",
      "x",
    ]);
    expect(stopped.status).toBe(1);
    expect([weightsOf(place), existsSync(aside)]).toEqual([first, false]);
    expect((await again(place)).status).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith("killed"))).toEqual(["killed"]);
  });

  it("is refused, before anything is read, for models without one and for folders of something else", async () => {
    const other = join(folder, "other");
    mkdirSync(other);
    writeFileSync(join(other, "thesis.tex"), "");
    const out = ["--out", join(folder, "none")];
    for (const [args, message] of [
      [
        ["--model", "slim", "--export-network", exported],
        "--export-network: expected one of neural-mf, ncf-mlp, neumf, residual-mf, own-network; got slim [not-exported]",
      ],
      [["--model", "hybrid-mlp", "--export-network", exported], "got hybrid-mlp [not-exported]"],
      [["--model", "neumf", "--export-network", other], "other has thesis.tex [target-not-a-network]"],
      [["--model", "neumf", "--export-network", join(folder, "none", "in")], "which is that of --out or lies in it"],
      [
        ["--model", "neumf", "--export-network", join(folder, "none2"), "--checkpoint", join(folder, "none2", "in")],
        "which is that of --checkpoint or lies in it",
      ],
      [["--model", "neumf", "--export-network", ""], "got an empty name [bad-export-folder]"],
      [["--model", "neumf", "--export-network", board], "board.csv is something else [target-not-a-network]"],
    ] as const) {
      const { status, stderr } = await nearedge(["train", join(folder, "nothing.csv"), ...args, ...out]);
      expect(stderr).toContain(message);
      expect(status).not.toBe(0);
    }
  });
});
