import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENTRIES } from "../../scripts/packages/entries.ts";
import { datasetFrom, loadRecommender, trainArtefact, writeArtefact } from "../../src/node-training.ts";
import { interactionsOf } from "../chromium/training/data.ts";
import { packed } from "./packed.ts";

const MEBIBYTE = 2 ** 20;
const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

let folder: string;
const engine = (path: string) => join(folder, "node_modules/nearedge", path);

beforeAll(() => {
  // Outside of the repository: nothing of it is found from there.
  folder = mkdtempSync(join(tmpdir(), "nearedge-package-"));
  const tarball = packed().nearedge;
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  const { status, stderr } = npm("install", "--offline", "--no-audit", "--no-fund", tarball);
  expect(stderr).not.toContain("ERR");
  expect(status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(...args: string[]) {
  return spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
}

/** Runs a program in the folder, and answers what it printed; with what it said of errors in their place. */
function run(name: string, code: string): string {
  writeFileSync(join(folder, name), code);
  const { stdout, stderr } = spawnSync(process.execPath, [name], { cwd: folder, encoding: "utf8" });
  return stderr || stdout;
}

function sizeOf(path: string): number {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

describe("the package nearedge", () => {
  it("takes at most 3 MB, depends on nothing, and brings no programs", () => {
    process.stderr.write(`installed: ${(sizeOf(join(folder, "node_modules")) / MEBIBYTE).toFixed(2)} MiB\n`);
    expect(sizeOf(join(folder, "node_modules"))).toBeLessThan(3_000_000);
    expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["nearedge"]);
    expect(readdirSync(join(folder, "node_modules"))).not.toContain(".bin");
  });

  it("has the files of its exports, and one export for each entry", () => {
    const { exports } = JSON.parse(readFileSync(engine("package.json"), "utf8"));
    const paths = Object.values(exports).flatMap((entry) =>
      typeof entry === "string" ? [entry] : Object.values(entry ?? {}),
    );
    for (const path of paths) expect(statSync(engine(String(path))).size).toBeGreaterThan(0);
    expect(Object.keys(exports)).toEqual(expect.arrayContaining(ENTRIES.map(({ path }) => path)));
  });

  it("imports nothing but its own files and Node's modules", () => {
    const code = readdirSync(engine("dist")).filter((name) => name.endsWith(".js"));
    expect(code.length).toBeGreaterThan(8);
    for (const name of code) {
      const specifiers = [
        ...readFileSync(engine(`dist/${name}`), "utf8").matchAll(/\bfrom"([^"]+)"|\bimport\("([^"]+)"\)/g),
      ];
      for (const [, from, dynamic] of specifiers) expect(from ?? dynamic, name).toMatch(/^(\.\/|node:|cloudflare:)/);
    }
  });

  it("has code that every bundler takes: nothing of CommonJS or of Node's globals, no binary read from a file", () => {
    for (const name of readdirSync(engine("dist")).filter((name) => name.endsWith(".js"))) {
      const code = readFileSync(engine(`dist/${name}`), "utf8");
      expect(code.match(/\brequire\(|\b__dirname\b|\b__filename\b|XMLHttpRequest/g), name).toBeNull();
      if (name !== "node.js") expect(code.match(/\bprocess\./g), name).toBeNull();
      if (/node:fs/.test(code)) expect(code.match(/\.wasm"/g), name).toBeNull();
      // Bundlers of pages look for this very text.
      expect(code.match(/\.wasm"(?!,import\.meta\.url\)|;)/g), name).toBeNull();
    }
  });

  it("has types that compile without those of any package", () => {
    const imports = ENTRIES.map(({ path }, index) => `export * as e${index} from "nearedge${path.slice(1)}";`);
    writeFileSync(join(folder, "types.ts"), imports.join("\n"));
    const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--module", "nodenext", "--target", "es2024"];
    const compiler = [root("node_modules/typescript/bin/tsc"), ...options, "--types", "", "types.ts"];
    const { stdout } = spawnSync(process.execPath, compiler, { cwd: folder, encoding: "utf8" });
    expect(stdout).toBe("");
  });

  it("answers in Node as the sources do, also with a head, from a folder", async () => {
    const dataset = await datasetFrom(interactionsOf("implicit"), "implicit");
    for (const head of ["none", "linear"] as const) {
      const { files } = await trainArtefact(dataset, { model: "implicit-als", head });
      const artefact = join(folder, `artefact-${head}`);
      await writeArtefact(artefact, files);
      const request = { history: ["i0"], k: 5 };
      const expected = (await loadRecommender(artefact)).recommend(request).items;
      const printed = run(
        `ask-${head}.js`,
        `import { loadRecommender } from "nearedge/node";
         const recommender = await loadRecommender(${JSON.stringify(artefact)});
         const { items, reranked } = recommender.recommend(${JSON.stringify(request)});
         console.log(JSON.stringify({ items, reranked }));`,
      );
      expect(JSON.parse(printed)).toEqual({ items: expected, reranked: head !== "none" });
    }
  });
});
