/** The worker as it is uploaded: one module of JavaScript and the WebAssembly modules beside it. */
import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { say } from "./progress.ts";

/** What an installed package brings along, from its root. */
export const WORKER_BUNDLE = "dist/worker-bundle";

/** The workers by the name of their module: what is deployed, and the one of `nearedge serve`, which checks Host before that. */
const ENTRIES = { index: "worker/index.ts", local: "worker/local.ts" } as const;
export type WorkerName = keyof typeof ENTRIES;

/** Whether a root is that of an installed package, which brings along what a checkout builds of its sources. */
export function isInstalled(root: string): boolean {
  return !existsSync(join(root, "web/vite.config.ts"));
}

/**
 * The folder with `index.js` (or another of `workers`) and its `.wasm` files: an installed package brings it along, a
 * checkout builds it anew into `scratch`. Nothing is written to the package.
 */
export async function workerBundle(
  root: string,
  scratch: string,
  workers: readonly WorkerName[] = ["index"],
): Promise<string> {
  if (isInstalled(root)) return join(root, WORKER_BUNDLE);
  say("building the worker");
  const folder = join(scratch, "worker-bundle");
  await bundleWorkers(root, folder, workers);
  return folder;
}

/**
 * Builds workers of the sources at `root` into `folder`: `index.js`, `local.js`, `kernels.wasm` and
 * `tfjs-backend-wasm-simd.wasm`. Needs vite, which only a checkout has.
 *
 * The `.wasm` files stay imports: the platform compiles them ahead of the first request, and never from bytes.
 */
export async function bundleWorkers(
  root: string,
  folder: string,
  workers: readonly WorkerName[] = ["index", "local"],
): Promise<void> {
  const { build } = await import("vite");
  const modules = new Map<string, string>();
  await mkdir(folder, { recursive: true });
  for (const name of workers) {
    await build({
      configFile: false,
      root,
      publicDir: false,
      logLevel: "error",
      cacheDir: join(folder, ".vite"),
      plugins: [besideWasm(modules)],
      resolve: { conditions: ["workerd", "worker", "module", "browser"] },
      ssr: { target: "webworker", noExternal: true },
      build: {
        ssr: true,
        outDir: folder,
        emptyOutDir: false,
        minify: true,
        target: "es2024",
        rolldownOptions: {
          input: { [name]: join(root, ENTRIES[name]) },
          external: [/^cloudflare:/],
          output: { entryFileNames: "[name].js", codeSplitting: false },
        },
      },
    });
  }
  for (const [name, path] of modules) await copyFile(path, join(folder, name));
}

/** Leaves imports of `.wasm` files as imports of files beside the module, and notes which files these are. */
function besideWasm(modules: Map<string, string>) {
  return {
    name: "nearedge-wasm-beside",
    enforce: "pre" as const,
    resolveId: {
      filter: { id: /\.wasm$/ },
      async handler(
        this: { resolve(id: string, from?: string, options?: object): Promise<{ id: string } | null> },
        id: string,
        from: string | undefined,
      ) {
        const found = await this.resolve(id, from, { skipSelf: true });
        if (found === null) return null;
        modules.set(basename(found.id), found.id);
        return { id: `./${basename(found.id)}`, external: true };
      },
    },
  };
}
