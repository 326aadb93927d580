/**
 * Makes docs/page.png: the page over the built-in catalogue, or another artefact, with a taste chosen, in the installed Chromium.
 *
 *   node scripts/page-picture.ts [ARTEFACT] [--out FILE] [--like ID,ID,…]
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SIZE = { width: 1280, height: 940 };
const LARGEST_BYTES = 200_000;
const LIKES = ["film-blade-runner-1982", "book-frankenstein-1818", "album-homogenic-1997", "film-spirited-away-2001"];
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: join(ROOT, "docs/page.png") },
    like: { type: "string", default: LIKES.join(",") },
  },
});
const artefact = positionals[0] ?? join(ROOT, ".nearedge/artefact");
if (!existsSync(artefact)) {
  const train = [join(ROOT, "bin/nearedge.js"), "train", "builtin:catalogue", "--out", artefact];
  const { status } = spawnSync(process.execPath, train, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${artefact}: could not be trained, status ${status}`);
}

const page = await mkdtemp(join(tmpdir(), "nearedge-picture-"));
await build({ configFile: join(ROOT, "web/vite.config.ts"), build: { outDir: page }, logLevel: "error" });
const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
  const inArtefact = path.startsWith("/artefact/");
  const file = inArtefact
    ? join(artefact, path.slice("/artefact/".length))
    : join(page, path === "/" ? "index.html" : path);
  const bytes = await readFile(file).catch(() => undefined);
  response.writeHead(bytes ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
  response.end(bytes);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;

const executablePath = process.env.CHROME_PATH ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const opened = await browser.newPage({ viewport: SIZE, colorScheme: "light", reducedMotion: "reduce" });
  const taste = new URLSearchParams(values.like.split(",").map((itemId): [string, string] => ["like", itemId]));
  await opened.goto(`http://127.0.0.1:${port}/#taste?${taste}`);
  await opened.locator(".side-status", { hasText: "re-ranked" }).first().waitFor({ state: "attached" });
  await opened.locator(".notice-card").waitFor({ state: "detached" });
  const picture = await opened.screenshot();
  if (picture.byteLength > LARGEST_BYTES) {
    throw new Error(
      `${values.out}: expected at most ${LARGEST_BYTES} bytes, got ${picture.byteLength}; choose a smaller window`,
    );
  }
  await writeFile(values.out, picture);
  process.stdout.write(`${values.out}: ${picture.byteLength} bytes\n`);
} finally {
  await browser.close();
  server.close();
  await rm(page, { recursive: true, force: true });
}
