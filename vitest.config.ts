import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// Every process and thread that a test starts would compile the same modules again: they share what V8 made of them.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("node_modules/.cache/node-compile-cache", import.meta.url));

/** Files that look at their process: its memory, its signals, its children, the backend of tfjs, or what it has not loaded yet. */
const OWN_PROCESS = [
  "test/bench/**/*.test.ts",
  "test/recipes/**/*.test.ts",
  "test/cli/*interruption.test.ts",
  "test/cli/process.test.ts",
  "test/cli/wrapper.test.ts",
  "test/cli/memory-estimate.test.ts",
  "test/neural/backend.test.ts",
  "test/neural/serving-backend.test.ts",
  "test/models/network-memory.test.ts",
  "test/neural/model-networks.test.ts",
  "test/neural/tfjs.test.ts",
  "test/neural/tower-layers.test.ts",
  "test/serving/browser.test.ts",
  "test/training/memory*.test.ts",
];

const PACKAGES = ["test/packages/**", "test/bundlers/**", "test/examples/**"];

export default defineConfig({
  test: {
    projects: [
      {
        // Files share processes, one after the other: loading the modules again costs more than most of the tests.
        test: {
          name: "node",
          setupFiles: ["test/node-platform.ts"],
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/workerd/**",
            "test/built/**",
            "test/agreement/**",
            "test/chromium/**",
            "test/spark/**",
            ...PACKAGES,
            ...OWN_PROCESS,
          ],
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "process",
          setupFiles: ["test/node-platform.ts"],
          include: OWN_PROCESS,
          testTimeout: 60_000,
        },
      },
      {
        // The app inside the runtime of production: its Request, its streams, its WebAssembly rules.
        plugins: [
          cloudflareTest({
            miniflare: {
              compatibilityDate: "2026-10-23",
              modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
            },
          }),
        ],
        test: {
          name: "workerd",
          include: ["test/workerd/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        // The bundle as it is deployed, with its static files, over a socket.
        test: {
          name: "built",
          setupFiles: ["test/node-platform.ts"],
          include: ["test/built/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The packages as they are published, in folders of their own. They share what was packed: one file at a time.
        test: {
          name: "packages",
          setupFiles: ["test/node-platform.ts"],
          include: PACKAGES.map((folder) => `${folder}/*.test.ts`),
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        // Spark in processes of its own; skipped, with a line that says so, without Java or pyspark. One file at a time: each
        // starts several JVMs.
        test: {
          name: "spark",
          setupFiles: ["test/node-platform.ts"],
          include: ["test/spark/**/*.test.ts"],
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
          // Behind everything else: browsers beside two JVMs run into their own timeouts.
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Command line, worker and browser asked the same questions; what Chromium would say is skipped without one.
        test: {
          name: "agreement",
          setupFiles: ["test/node-platform.ts"],
          include: ["test/agreement/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        // The page in a real browser, on the built worker; skipped where there is no Chromium. One file at a time: a
        // browser that shares the processor with another one runs into its own timeouts.
        test: {
          name: "chromium",
          setupFiles: ["test/node-platform.ts"],
          include: ["test/chromium/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
