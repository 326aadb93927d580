import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "rolldown";
import { BINARIES, ENTRIES, nameOf } from "./entries.ts";

/**
 * Binaries lie two folders above the sources that name them, and beside the code in the package. The address stays an expression
 * over `import.meta.url`, which bundlers of pages understand; an import of a Worker stays an import.
 */
const besideTheCode: Plugin = {
  name: "binaries-beside-the-code",
  resolveId: (id) => {
    const name = /\/build\/([\w-]+\.wasm)$/.exec(id)?.[1];
    return name === undefined ? undefined : { id: `./${name}`, external: true };
  },
  transform: (code) => code.replaceAll(/new URL\("\.\.\/\.\.\/build\/([\w-]+\.wasm)"/g, 'new URL("./$1"'),
};

/** `fileModule(new URL("../../build/NAME", import.meta.url))`, as sources for Node write it. */
const FILE_MODULE = /fileModule\(new URL\("\.\.\/\.\.\/build\/([\w-]+\.wasm)", import\.meta\.url\)\)/g;
const BYTES = "\0bytes:";

/**
 * Where Node reads a binary from a file, the package has its bytes in a chunk: bundles for servers keep no file beside the code, and
 * some change addresses under `import.meta.url` to those of a page.
 */
const bytesForNode = (root: string): Plugin => ({
  name: "bytes-for-node",
  transform: (code) => code.replaceAll(FILE_MODULE, `import("${BYTES.slice(1)}$1").then(({ compile }) => compile())`),
  resolveId: (id) => (id.startsWith(BYTES.slice(1)) ? { id: `\0${id}` } : undefined),
  load: (id) => {
    if (!id.startsWith(BYTES)) return undefined;
    const text = readFileSync(join(root, "build", id.slice(BYTES.length))).toString("base64");
    return `const bytes = "${text}";
      export const compile = () => WebAssembly.compile(Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)));`;
  },
});

/** Heads are trained by tfjs in Node, and refused in pages before this is loaded (src/browser-training.ts). */
const withoutHeadTraining: Plugin = {
  name: "without-training-of-heads",
  resolveId: (id) => (id === "./train-head.ts" ? { id: "\0no-head-training" } : undefined),
  load: (id) => (id === "\0no-head-training" ? "export const trainHead = undefined;" : undefined),
};

/** Bundles the entries of the engine into `folder`, with what they share in chunks, and puts the binaries beside them. */
export async function bundleEngine(root: string, folder: string): Promise<void> {
  await build({
    cwd: root,
    input: Object.fromEntries(ENTRIES.map((entry) => [nameOf(entry), join(root, entry.source)])),
    external: [/^node:/],
    platform: "neutral",
    resolve: { mainFields: ["module", "main"] },
    plugins: [bytesForNode(root), besideTheCode, withoutHeadTraining],
    logLevel: "warn",
    output: {
      dir: folder,
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: ({ name }) => `${name.replaceAll(/[^\w.-]/g, "")}-[hash].js`,
      // Names stay, so that a stack says something; who bundles again shortens them too.
      minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    },
  });
  for (const name of BINARIES) cpSync(join(root, "build", name), join(folder, name));
}
