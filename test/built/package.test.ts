import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { datasetFrom, trainArtefact } from "../../src/node.ts";
import { interactionsOf } from "../chromium/training/data.ts";

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

let folder: string;
const built = (path: string) => join(folder, "dist", path);

beforeAll(async () => {
  // Below the repository: the names of packages are found from here.
  await mkdir(root(".nearedge"), { recursive: true });
  folder = await mkdtemp(join(root(".nearedge"), "package-"));
  const { status } = spawnSync(process.execPath, [root("scripts/build-package.ts"), built("")], { stdio: "inherit" });
  expect(status).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Trains by the entry for Node at `entry`, and prints the sha-256 of all bytes. */
const trainingBy = (entry: string, threads: number) => `
  import { createHash } from "node:crypto";
  const { datasetFrom, trainArtefact } = await import(${JSON.stringify(entry)});
  const dataset = await datasetFrom(${JSON.stringify(interactionsOf("implicit"))}, "implicit");
  const { files } = await trainArtefact(dataset, { model: "slim", head: "none" }, { threads: ${threads} });
  const hash = createHash("sha256");
  for (const { bytes } of files) hash.update(bytes);
  process.stdout.write(hash.digest("hex"));
`;

describe("the built package", () => {
  it("has the files of its exports", async () => {
    const { exports } = JSON.parse(await readFile(root("package.json"), "utf8")) as {
      exports: Record<string, unknown>;
    };
    const paths = Object.values(exports).flatMap((entry) =>
      typeof entry === "string" ? [] : Object.values(entry ?? {}),
    );
    expect(paths).toHaveLength(8);
    for (const path of paths) await expect(readFile(built(String(path).replace("./dist/", "")))).resolves.toBeDefined();
  });

  it("trains in Node, on threads as well, to the bytes of the sources", async () => {
    const dataset = await datasetFrom(interactionsOf("implicit"), "implicit");
    const hash = createHash("sha256");
    for (const { bytes } of (await trainArtefact(dataset, { model: "slim", head: "none" })).files) hash.update(bytes);
    const expected = hash.digest("hex");
    for (const threads of [1, 2]) {
      const program = join(folder, `train-on-${threads}.mjs`);
      await writeFile(program, trainingBy(built("src/node.js"), threads));
      const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" });
      expect([stdout, stderr]).toEqual([expected, ""]);
    }
  });

  it("brings the code and the kernels of training into the site of a page", async () => {
    const code = 'import { trainArtefact } from "nearedge/browser"; Object.assign(globalThis, { trainArtefact });';
    await writeFile(join(folder, "page.js"), code);
    await writeFile(join(folder, "index.html"), '<script type="module" src="./page.js"></script>');
    const outDir = join(folder, "site");
    const resolve = { alias: { "nearedge/browser": built("src/browser.js") } };
    const target = { outDir, assetsInlineLimit: 0, target: "chrome123" };
    await build({ configFile: false, root: folder, base: "./", logLevel: "error", resolve, build: target });
    const names = (await readdir(join(outDir, "assets"))).map((name) => name.replace(/-[^-]*(\.\w+)$/, "$1"));
    for (const name of ["browser-training.js", "kernels.wasm", "kernels-training.wasm"]) expect(names).toContain(name);
  });
});
