import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleWorkers, isInstalled, workerBundle } from "../../src/cli/worker-bundle.ts";
import { temporaryFolder } from "./nearedge.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** About two per cent above what it has: what adds more is to be noticed, and decided on. */
const BUDGET_BYTES = 280 * 1024;
const { folder, write } = temporaryFolder();
const bundle = join(folder, "bundle");

beforeAll(() => bundleWorkers(ROOT, bundle));

describe("the prebuilt worker", () => {
  it("is one module a worker with the kernels and the neural binary beside it, byte for byte", () => {
    expect(readdirSync(bundle).sort()).toEqual(["index.js", "kernels.wasm", "local.js", "tfjs-backend-wasm-simd.wasm"]);
    const kernels = readFileSync(join(ROOT, "build/kernels.wasm"));
    expect(readFileSync(join(bundle, "kernels.wasm")).equals(kernels)).toBe(true);
  });

  it("stays within its budget when it is compressed", () => {
    const names = readdirSync(bundle).filter((name) => name !== "local.js");
    const bytes = names.reduce((sum, name) => sum + gzipSync(readFileSync(join(bundle, name))).length, 0);
    expect(bytes).toBeLessThan(BUDGET_BYTES);
  });

  it("imports nothing but the runtime and these files, which the platform compiles", () => {
    for (const name of ["index.js", "local.js"]) {
      const imported = [...readFileSync(join(bundle, name), "utf8").matchAll(/\b(?:from|import)\s*\(?"([^"]+)"/g)];
      const names = new Set(imported.map(([, specifier]) => specifier));
      expect([...names].sort()).toEqual(["./kernels.wasm", "./tfjs-backend-wasm-simd.wasm", "cloudflare:workers"]);
    }
  });

  it("comes with an installed package and is built of the sources of a checkout", async () => {
    expect(isInstalled(ROOT)).toBe(false);
    const root = join(folder, "installed");
    mkdirSync(root);
    write("installed/wrangler.toml", "");
    expect(await workerBundle(root, join(folder, "scratch"))).toBe(join(root, "dist/worker-bundle"));
    expect(existsSync(join(folder, "scratch"))).toBe(false);
  });
});
