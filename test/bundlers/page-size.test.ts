import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium } from "../chromium/chromium.ts";
import { packed } from "../packages/packed.ts";
import { createProject, type Project } from "../packages/project.ts";
import { REGISTRY, sayWithoutRegistry } from "../packages/registry.ts";
import { visiting } from "../packages/visit.ts";
import { trainSamples } from "./artefacts.ts";
import { placeArtefacts } from "./place-artefacts.ts";

/**
 * What a page fetches beside its artefact, gzipped, at most: with a whole engine, and with lists. Vite's loader of chunks and the
 * page's own code are 1.7 of them.
 */
const LIMIT_KIB = { page: 61.4, "lists-page": 32.2 };
type Kind = keyof typeof LIMIT_KIB;

const executablePath = findChromium();
const runs = REGISTRY && executablePath !== undefined;
sayWithoutRegistry("test/bundlers/page-size.test.ts");

let browser: Browser;
const projects: Project[] = [];
const pages = new Map<string, URL>();
beforeAll(async () => {
  if (!runs) return;
  browser = await launchChromium(executablePath);
  for (const kind of Object.keys(LIMIT_KIB)) {
    const folders = [kind, "vite-8"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
    const project = await createProject(folders, { nearedge: packed().nearedge });
    projects.push(project);
    await placeArtefacts(project.folder, await trainSamples(), (name) => `public/artefacts/${name}`);
    await project.run("npm", ["run", "build"]);
    const { address } = await project.serve("npm", (port) => {
      return ["run", "preview", "--", "--host", "127.0.0.1", "--port", String(port), "--strictPort"];
    });
    pages.set(kind, new URL("?artefact=plain&history=i1,i5", address));
  }
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(projects.map((project) => project.end()));
});

describe.skipIf(!runs)("a page that Vite 8 has built", () => {
  it.each(Object.keys(LIMIT_KIB) as Kind[])("fetches no more code than its list needs: %s", async (kind) => {
    const sizes = await visiting(browser, addressOf(kind), async ({ page: opened, answers }) => {
      expect(await shownIn(opened)).toContain("itemId");
      const ours = answers.filter((answer) => /\/assets\//.test(answer.url()));
      return Promise.all(
        ours.map(async (answer) => [answer.url().replace(/.*\//, ""), gzipSync(await answer.body()).length] as const),
      );
    });
    const kib = sizes.reduce((sum, [, bytes]) => sum + bytes, 0) / 1024;
    const lines = sizes.map(([name, bytes]) => `  ${name} ${bytes}`);
    process.stderr.write(`${kind}: without a head fetches ${kib.toFixed(1)} KiB gzip:\n${lines.join("\n")}\n`);
    expect(kib).toBeLessThan(LIMIT_KIB[kind]);
    expect(sizes.map(([name]) => name).filter((name) => /tfjs|training|head/.test(name))).toEqual([]);
  });

  it("says whose code is missing when a server has lost it", async () => {
    const opened = await browser.newPage();
    try {
      await opened.route(/\/implicit-als-/, (route) => route.fulfill({ status: 404 }));
      await opened.goto(addressOf("page").href);
      expect(await shownIn(opened)).toContain("models: expected the code of implicit-als beside the page's code");
    } finally {
      await opened.close();
    }
  });
});

function addressOf(kind: Kind): URL {
  const address = pages.get(kind);
  if (address === undefined) throw new Error(`${kind}: expected a page that is served`);
  return address;
}

/** What the page shows once it shows something: a list, or what went wrong. */
async function shownIn(opened: Page): Promise<string> {
  const handle = await opened.waitForFunction(() => document.querySelector("output")?.textContent);
  return String(await handle.jsonValue());
}
