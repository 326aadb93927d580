/** An address of the engine's package, and the source that is found there. */
export interface Entry {
  readonly path: string;
  readonly source: string;
}

/** What `nearedge` exports. The last part of a source's name is the name of its file in the package. */
export const ENTRIES: readonly Entry[] = [
  { path: ".", source: "src/index.ts" },
  { path: "./browser", source: "src/browser.ts" },
  { path: "./node", source: "src/node.ts" },
  { path: "./worker", source: "src/worker.ts" },
  { path: "./head", source: "src/head.ts" },
  { path: "./client", source: "src/client.ts" },
  { path: "./element", source: "src/element.ts" },
];

/** Files of `build` that lie beside the engine's code. */
export const BINARIES = [
  "kernels.wasm",
  "kernels-lists.wasm",
  "kernels-training.wasm",
  "tfjs-backend-wasm-simd.wasm",
] as const;

/** `src/browser.ts` → `browser`. */
export const nameOf = ({ source }: Entry): string => source.slice("src/".length, -".ts".length);
