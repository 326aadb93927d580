import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { EncodedFile } from "../../../src/artefact/encode.ts";

const TYPES: Readonly<Record<string, string>> = {
  ...{ ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" },
};
/** Files whose names have a hash of what is in them; the page itself is kept for a minute, as shops do; `/fresh/` is never kept. */
function cacheControl(path: string): string {
  if (path.startsWith("/fresh/")) return "no-store";
  return /\.(js|wasm|safetensors)$/.test(path) ? "max-age=31536000, immutable" : "max-age=60";
}

/** What a path is answered with: a status and a body, after some time. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string | Uint8Array;
  readonly afterMs?: number;
}

/** A static site of the test page, with artefacts in folders. */
export interface Site {
  readonly address: string;
  /** Sizes of the page's files in bytes, gzipped or not as given, are counted from this folder. */
  readonly folder: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** Answers a path so from now on. */
  answer(path: string, answer: Answer | ((request: IncomingMessage) => Promise<Answer>)): void;
  put(folder: string, files: readonly EncodedFile[]): void;
  close(): Promise<void>;
}

/** Builds a page of `page` with Vite and serves it on a port of its own. */
export async function openSite(name = "index.html"): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "nearedge-element-"));
  await build({
    ...{ configFile: false, logLevel: "error", base: "./" },
    root: fileURLToPath(new URL("page", import.meta.url)),
    build: {
      ...{ outDir: folder, emptyOutDir: true, assetsInlineLimit: 0, target: "chrome123" },
      // What a browser without link rel=modulepreload gets besides.
      modulePreload: { polyfill: false },
      rolldownOptions: { input: fileURLToPath(new URL(`page/${name}`, import.meta.url)) },
    },
  });
  const answers = new Map<string, Answer | ((request: IncomingMessage) => Promise<Answer>)>();
  for (const file of await readdir(folder, { recursive: true })) {
    if (extname(file) === "") continue;
    const path = file === name ? "/" : `/${file}`;
    answers.set(path, {
      type: TYPES[extname(file)] ?? "application/octet-stream",
      body: await readFile(join(folder, file)),
    });
  }
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    asked.push(path);
    const given = answers.get(path);
    const found = typeof given === "function" ? await given(request) : given;
    const { status = found ? 200 : 404, type = "text/plain", body = "nothing here", afterMs = 0 } = found ?? {};
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
    response
      .writeHead(status, { "content-type": type, "cache-control": status === 200 ? cacheControl(path) : "no-store" })
      .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    folder,
    asked,
    answer: (path, answer) => void answers.set(path, answer),
    put: (at, files) => {
      for (const { name, bytes } of files) {
        answers.set(`/${at}/${name}`, { type: TYPES[extname(name)] ?? "application/octet-stream", body: bytes });
      }
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
