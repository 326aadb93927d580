import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium } from "./chromium.ts";
import { elementPage } from "./element/driver.ts";
import type { ElementPage } from "./element/page/main.ts";
import { kindOf, shopFiles } from "./element/shop-artefact.ts";
import { openSite, type Site } from "./element/site.ts";

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)("<near-edge> on a processor that is four times slower", () => {
  let site: Site;
  let browser: Browser;

  beforeAll(async () => {
    site = await openSite();
    browser = await launchChromium(executablePath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it.each([10_000, 100_000])("lists %i items, and says for how long the page had no turn", async (itemCount) => {
    site.put(`of-${itemCount}`, await shopFiles(itemCount));
    const { page, insert, listed, said } = await elementPage(browser, site, {}, async (opened) => {
      const session = await opened.context().newCDPSession(opened);
      await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    });
    await insert(
      `<near-edge src="/of-${itemCount}/" history="p3,p11" k="6" filter='{"price": {"min": 20}}'></near-edge>`,
    );
    const { items } = await listed();
    expect(items.map(({ itemId }) => kindOf(itemId))).toEqual([3, 3, 3, 3, 3, 3]);
    expect(said.filter((line) => /^(error|thrown)/.test(line))).toEqual([]);
    const tasks = await page.evaluate(
      () => (globalThis as unknown as { readonly elementPage: ElementPage }).elementPage.longTasks,
    );
    const longest = Math.max(0, ...tasks).toFixed(0);
    process.stderr.write(
      `${itemCount} items, processor throttled to a quarter: longest task ${longest} ms of ${tasks.map((task) => task.toFixed(0)).join(", ")}\n`,
    );
    await page.context().close();
  });
});
