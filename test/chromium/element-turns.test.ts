import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium } from "./chromium.ts";
import { elementPage, eventually } from "./element/driver.ts";
import { putLate } from "./element/late-artefact.ts";
import { shopFiles } from "./element/shop-artefact.ts";
import { openSite, type Site } from "./element/site.ts";

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)("<near-edge> that is changed while it loads", () => {
  let site: Site;
  let browser: Browser;
  let page: Page | undefined;

  beforeAll(async () => {
    site = await openSite();
    site.put("artefact", await shopFiles(64));
    site.put("other", await shopFiles(40, "Other"));
    browser = await launchChromium(executablePath ?? "");
  });
  afterEach(async () => {
    await page?.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = async (markup: string) => {
    const opened = await elementPage(browser, site);
    page = opened.page;
    await opened.insert(markup);
    return opened;
  };

  it("settles refresh when the list is there, of changes that came with it as well", async () => {
    await putLate(site, "late");
    const { page } = await open("");
    const shown = await page.evaluate(async () => {
      const counts: number[] = [];
      const element = document.createElement("near-edge");
      const count = async () => {
        await element.refresh();
        counts.push(element.querySelectorAll("[data-item-id]").length);
      };
      Object.assign(element, { src: "/late/", k: 4 });
      document.body.append(element);
      await count();
      element.k = 3;
      await count();
      const left = element.refresh();
      element.remove();
      await left;
      return counts;
    });
    expect(shown).toEqual([4, 3]);
  });

  it("asks once for attributes that change together, and shows the newest answer alone", async () => {
    const { page, heard, listed } = await open('<near-edge src="/artefact/" history="p1" k="3"></near-edge>');
    await listed();
    const asked = await page.evaluate(async () => {
      const element = document.querySelector("near-edge");
      if (!element) return 0;
      let asked = 0;
      const { refresh } = element;
      element.refresh = () => {
        asked++;
        return refresh.call(element);
      };
      element.k = 4;
      element.history = ["p2"];
      element.k = 5;
      await new Promise((resolve) => setTimeout(resolve));
      return asked;
    });
    expect(asked).toBe(1);
    await eventually(async () => (await heard("list")).length).toBe(2);
    expect((await heard("list"))[1]?.detail.items).toHaveLength(5);
    // An address that answers late, and one that answers at once.
    await putLate(site, "late");
    await page.evaluate(async () => {
      const element = document.querySelector("near-edge");
      if (!element) return;
      element.src = "/late/";
      await new Promise((resolve) => setTimeout(resolve, 50));
      element.src = "/other/";
    });
    await eventually(async () => (await heard("list")).length).toBe(3);
    await page.waitForTimeout(500);
    expect(await heard("list")).toHaveLength(3);
    expect(await heard("error")).toEqual([]);
  });

  it("stops loading when it is taken out, and not when it is moved", async () => {
    const { page, heard } = await open("");
    site.answer("/slow/manifest.json", { body: "{}", type: "application/json", afterMs: 2000 });
    const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/slow/manifest.json"));
    const sent = page.waitForRequest((request) => request.url().endsWith("/slow/manifest.json"));
    await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<near-edge src="/slow/"></near-edge>'));
    await sent;
    await page.evaluate(() => document.querySelector("near-edge")?.remove());
    expect((await failed).failure()?.errorText).toContain("ERR_ABORTED");
    expect(await heard("error")).toEqual([]);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML("beforeend", '<near-edge src="/artefact/"></near-edge><main></main>');
      const element = document.querySelector("near-edge");
      if (element) document.querySelector("main")?.append(element);
    });
    await eventually(async () => (await heard("list")).length).toBe(1);
  });
});
