import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { build } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium } from "./chromium.ts";
import { elementPage } from "./element/driver.ts";
import { shopFiles } from "./element/shop-artefact.ts";
import { openSite, type Site } from "./element/site.ts";

const executablePath = findChromium();
const KIB = 1024;

describe.skipIf(executablePath === undefined)("what a page fetches of ours, gzipped, without a head", () => {
  let browser: Browser;
  const sites: Site[] = [];

  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all(sites.map((site) => site.close()));
  });

  /** A site of one page, as one is built by itself. */
  const siteOf = async (page: string): Promise<Site> => {
    const site = await openSite(page);
    sites.push(site);
    site.put("artefact", await shopFiles(64));
    return site;
  };

  /** Bytes of the files of the build that were asked for, without what Vite adds to load chunks. */
  const fetched = async (site: Site, what: string): Promise<number> => {
    const names = site.asked.filter((path) => /^\/assets\/(?!preload-helper).*\.(js|wasm)$/.test(path));
    const sizes = await Promise.all(
      names.map(async (name) => gzipSync(await readFile(join(site.folder, name))).length),
    );
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    const files = names.map((name, at) => `${name.replace(/^\/assets\//, "")} ${sizes[at]}`);
    process.stderr.write(`${what}: ${(total / KIB).toFixed(1)} KiB gzip: ${files.join(", ")}\n`);
    expect(names.filter((name) => /tfjs|training|head|whole/.test(name))).toEqual([]);
    return total;
  };

  it("is little for a page with lists", async () => {
    const site = await siteOf("lists.html");
    const page = await browser.newPage();
    await page.goto(site.address);
    await page.waitForFunction(() => /^\s*p\d/.test(document.body.textContent ?? ""));
    expect(await fetched(site, "openLists")).toBeLessThan(30.2 * KIB);
    await page.close();
  });

  it("is little for the element's own code", async () => {
    const { output } = await build({
      input: fileURLToPath(new URL("../../src/element.ts", import.meta.url)),
      output: { minify: true },
      write: false,
    });
    const byName = new Map(output.map((file) => [file.fileName, file]));
    const loaded = new Set(
      output.filter((file) => file.type === "chunk" && file.isEntry).map(({ fileName }) => fileName),
    );
    let total = 0;
    for (const name of loaded) {
      const file = byName.get(name);
      if (file?.type !== "chunk") continue;
      total += gzipSync(file.code).length;
      for (const other of file.imports) loaded.add(other);
    }
    process.stderr.write(`<near-edge> alone: ${(total / KIB).toFixed(1)} KiB gzip in ${loaded.size} files\n`);
    expect(total).toBeGreaterThan(4 * KIB);
    expect(total).toBeLessThan(8 * KIB);
  });

  it("is little more for a page with the element", async () => {
    const site = await siteOf("index.html");
    const { page, insert, listed } = await elementPage(browser, site);
    await insert('<near-edge src="/artefact/" history="p3" likes="p11" buttons remember styled></near-edge>');
    await listed();
    expect(await fetched(site, "<near-edge> with an engine")).toBeLessThan(40 * KIB);
    await page.context().close();
  });
});
