import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { loadedBy } from "../import-rules.ts";
import { importsOfAll, readSources } from "../sources.ts";

const imports = importsOfAll(readSources("src", "worker"));
/** The file that does what a command says, loaded when it is called. */
const runOf = (description: string) => imports.filter(({ from, kind }) => from === description && kind === "dynamic");

/**
 * Readers, charts, networks, kernels, and what fits models: nothing of it is needed to describe a command or to refuse one. To check
 * a model and its options, definitions are: names, options and their bounds stand there, and nowhere else. What platform.node.ts
 * says of Node is a few lines each, and so are the wrappers of encoders that definitions of sequence models restore.
 */
const HEAVY =
  /^@duckdb|^vega|^@tensorflow|^hono|^zod|^src\/(?:kernels\/(?!ranking\.ts|layout\.ts|(?:gru-encoder|attention-encoder|encoder-memory|instantiate|abi|training-abi)\.ts|reference\/|training\/.*-abi\.ts)|training\/(?!\w+\.node\.ts)|neural\/(?!tfjs\/layers-api\.ts)|models\/(?:.*\/)?train)|^src\/cli\/(?:models|measured-candidates)\.ts$/;

/** Commands that have nothing to refuse before they begin, each with what they begin with. */
const AT_ONCE: ReadonlyMap<string, string> = new Map([
  ["inspect", "loads the artefact"],
  ["serve", "loads the artefact; its port is checked with the options"],
  ["site", "loads the artefact; its folder is looked at before"],
  ["deploy", "loads the artefact"],
  ["publish", "loads the artefact"],
  ["export", "loads the artefact; its folder is looked at before"],
]);

describe("a command", () => {
  it("has a file of its own among the descriptions", () => {
    const files = readdirSync(new URL("../../src/cli/commands", import.meta.url)).map((name) =>
      name.replace(".ts", ""),
    );
    expect(files.sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  it.each(Object.keys(COMMANDS))("is described without what it needs to run: %s", (name) => {
    const loaded = [...loadedBy(`src/cli/commands/${name}.ts`, imports)];
    expect(loaded.filter((path) => HEAVY.test(path))).toEqual([]);
    expect(loaded.length).toBeLessThan(30);
  });

  it.each(Object.keys(COMMANDS).filter((name) => !AT_ONCE.has(name)))("checks its options before: %s", (name) => {
    const [run, ...others] = runOf(`src/cli/commands/${name}.ts`);
    expect(others).toEqual([]);
    expect([...loadedBy(run?.to ?? "", imports)].filter((path) => HEAVY.test(path))).toEqual([]);
  });

  it("needs every exception", () => {
    for (const name of AT_ONCE.keys()) {
      const [run] = runOf(`src/cli/commands/${name}.ts`);
      expect(
        [...loadedBy(run?.to ?? "", imports)].some((path) => HEAVY.test(path)),
        name,
      ).toBe(true);
    }
  });
});

/** Prints what was loaded to standard error at the end. */
const LIST_MODULES = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const urls = [];
  registerHooks({ load: (url, context, next) => { urls.push(url); return next(url, context); } });
  process.on("exit", () => process.stderr.write("\\n" + JSON.stringify(urls)));
`)}`;

function modulesOf(args: readonly string[]): string[] {
  const binary = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));
  const { stderr } = spawnSync(process.execPath, ["--import", LIST_MODULES, binary, ...args], { encoding: "utf8" });
  const urls: string[] = JSON.parse(stderr.split("\n").at(-1) ?? "[]");
  return urls
    .filter((url) => !url.startsWith("node:"))
    .map((url) => url.replace(/.*\/(?:node_modules\/|(?=(?:src|bin)\/))/, ""));
}

describe("a process", () => {
  it.each([
    ["the version", ["--version"], 12],
    ["an unknown option", ["train", "x.csv", "--out", "y", "--wrong"], 30],
    ["an unknown model", ["train", "x.csv", "--out", "y", "--model", "slimm"], 215],
    ["an unknown option of a model", ["train", "x.csv", "--out", "y", "--set", "factrs=3"], 215],
    ["an unknown protocol", ["evaluate", "x.csv", "--protocol", "half"], 75],
  ])("loads little for %s", (_, args, most) => {
    const modules = modulesOf(args);
    expect(modules).toContain("src/cli/main.ts");
    expect(modules.filter((path) => HEAVY.test(path))).toEqual([]);
    expect(modules.filter((path) => path.startsWith("src/")).length).toBeLessThanOrEqual(most);
  });
});
