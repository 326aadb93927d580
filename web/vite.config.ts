import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/**
 * Builds the page, and docs.js and docs.css for the worker's `/docs`, into `.nearedge/web-dist`, or where NEAREDGE_WEB_OUT says. While developing, the artefact and the
 * edge come from a running worker: NEAREDGE_EDGE names its address, by default where `nearedge serve` listens.
 */
const EDGE_ADDRESS = process.env.NEAREDGE_EDGE ?? "http://127.0.0.1:8787";

/**
 * Only the page's own files; 'wasm-unsafe-eval' lets the kernels compile and nothing else. Pictures alone may come from elsewhere:
 * catalogues name them by address.
 */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; base-uri 'none'; form-action 'none'";

const inWeb = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const contentSecurityPolicy: Plugin = {
  name: "nearedge-content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: CONTENT_SECURITY_POLICY },
      injectTo: "head-prepend",
    },
  ],
};

export default defineConfig({
  root: inWeb("."),
  base: "./",
  publicDir: false,
  plugins: [contentSecurityPolicy],
  server: { proxy: { "/v1": EDGE_ADDRESS, "/artefact": EDGE_ADDRESS } },
  build: {
    outDir: process.env.NEAREDGE_WEB_OUT ?? fileURLToPath(new URL("../.nearedge/web-dist", import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: inWeb("index.html"), docs: inWeb("docs/docs.ts") },
      // The worker's page names these two, so they have no hash.
      output: {
        entryFileNames: ({ name }) => (name === "docs" ? "docs.js" : "assets/[name]-[hash].js"),
        assetFileNames: ({ names }) => (names.includes("docs.css") ? "docs.css" : "assets/[name]-[hash][extname]"),
      },
    },
    target: ["chrome123", "firefox124", "safari17.5"],
  },
});
