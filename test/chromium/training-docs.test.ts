import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium } from "./chromium.ts";

const executablePath = findChromium();
const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The two files of docs/browser.md, as they stand there. */
async function filesOfDocs(): Promise<Record<string, string>> {
  const text = await readFile(root("docs/browser.md"), "utf8");
  const blocks = Array.from(text.matchAll(/^```ts\n([\s\S]*?)^```/gm), ([, code = ""]) => code);
  const [worker = "", page = "", ...others] = blocks;
  if (page === "" || others.length > 0) throw new Error("docs/browser.md: expected the code of a worker and of a page");
  return { "train-worker.ts": worker, "page.ts": page };
}

describe.skipIf(executablePath === undefined)("the example of docs/browser.md in Chromium", () => {
  let folder: string;
  let server: PreviewServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    // Below the repository: bare names of packages are found from here.
    await mkdir(root(".nearedge"), { recursive: true });
    folder = await mkdtemp(join(root(".nearedge"), "training-docs-"));
    const html = '<!doctype html><title>training</title><script type="module" src="./page.ts"></script>';
    for (const [name, code] of Object.entries({ ...(await filesOfDocs()), "index.html": html })) {
      await writeFile(join(folder, name), code);
    }
    const options = { configFile: false, root: folder, base: "./", logLevel: "error" } as const;
    const outDir = join(folder, "site");
    await build({
      ...options,
      resolve: { alias: { "nearedge/browser": root("src/browser.ts") } },
      worker: { format: "es" },
      build: { outDir, assetsInlineLimit: 0, target: "chrome123" },
    });
    server = await preview({ ...options, build: { outDir }, preview: { port: 0, host: "127.0.0.1" } });
    browser = await launchChromium(executablePath ?? "");
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("trains in a worker, tells how it goes, and recommends", async () => {
    const said: [string, unknown][] = [];
    const listed = new Promise<void>((resolve, reject) => {
      page.on("pageerror", reject);
      page.on("console", async (message) => {
        const [what, value] = await Promise.all(message.args().map((argument) => argument.jsonValue()));
        said.push([String(what), value]);
        if (what === "list") resolve();
      });
    });
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    await listed;
    const list = said.find(([what]) => what === "list")?.[1] as { readonly itemId: string }[];
    expect(list.map(({ itemId }) => itemId).toSorted()).toEqual(["blade-runner", "solaris"]);
    const told = said.filter(([what]) => what === "training").map(([, value]) => value as Record<string, number>);
    expect(told[0]?.bytes).toBeGreaterThan(1000);
    expect(told.some(({ epoch, objective }) => epoch === 1 && Number.isFinite(objective))).toBe(true);
    await expect
      .poll(() =>
        page.evaluate(async () => {
          const kept: string[] = [];
          const stored = await (await navigator.storage.getDirectory()).getDirectoryHandle("artefact");
          for await (const name of (stored as unknown as { keys(): AsyncIterable<string> }).keys()) kept.push(name);
          return kept;
        }),
      )
      .toContain("manifest.json");
  });
});
