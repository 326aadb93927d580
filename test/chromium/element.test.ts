import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { recommenderOf } from "../../src/load-recommender.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { findChromium, launchChromium } from "./chromium.ts";
import { elementPage, eventually } from "./element/driver.ts";
import { putLate } from "./element/late-artefact.ts";
import { HOSTILE, kindOf, shopFiles } from "./element/shop-artefact.ts";
import { openSite, type Site } from "./element/site.ts";

const executablePath = findChromium();
if (executablePath === undefined)
  process.stderr.write("test/chromium: element skipped, no Chromium; set CHROME_PATH\n");

describe.skipIf(executablePath === undefined)("<near-edge> in Chromium", () => {
  let site: Site;
  let browser: Browser;
  let node: Recommender;
  let page: Page | undefined;

  beforeAll(async () => {
    const files = await shopFiles(400);
    node = await recommenderOf(await decodeFiles(files));
    site = await openSite();
    site.put("artefact", files);
    site.put("other", await shopFiles(40, "Other"));
    browser = await launchChromium(executablePath ?? "");
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = async (markup: string, options: BrowserContextOptions = {}) => {
    const opened = await elementPage(browser, site, options);
    page = opened.page;
    await opened.insert(markup);
    return opened;
  };

  it("shows the list that Node gives, with titles, prices, pictures and links", async () => {
    const { listed, page } = await open(
      '<near-edge src="/artefact/" history="p3,p11" k="5" currency="EUR"></near-edge>',
    );
    const { items, from, fallback } = await listed();
    const request = { history: ["p3", "p11"], k: 5, fields: ["image", "link", "price"] };
    expect(items).toEqual(JSON.parse(JSON.stringify(node.recommend(request).items)));
    expect([from, fallback]).toEqual(["local", undefined]);
    expect(items.map(({ itemId }) => kindOf(itemId))).toEqual([3, 3, 3, 3, 3]);
    const [first] = items;
    const card = page.locator(".near-edge-item").first();
    expect(await card.locator(".near-edge-title").textContent()).toBe(first?.title);
    expect(await card.locator("a").getAttribute("href")).toBe(`/products/${first?.itemId}`);
    expect(await card.locator("img").getAttribute("src")).toMatch(/^data:image\/gif/);
    expect(await card.locator(".near-edge-price").textContent()).toMatch(/^€\d+\.50$/);
    expect(await page.locator("near-edge").getAttribute("aria-busy")).toBeNull();
    expect(await page.locator("[role=status]").textContent()).toBe("5 recommendations");
  });

  it("shows pictures and links whatever their columns are called", async () => {
    site.put("named", await shopFiles(16, "Named", { image: "img_url", link: "permalink" }));
    const { listed, page } = await open('<near-edge src="/named/" k="2"></near-edge>');
    expect((await listed()).items.map(({ fields }) => Object.keys(fields ?? {}).sort())).toEqual(
      Array.from({ length: 2 }, () => ["image", "link", "price"]),
    );
    const card = page.locator(".near-edge-item").first();
    expect(await card.locator("a").getAttribute("href")).toBe("/products/p0");
    expect(await card.locator("img").getAttribute("src")).toMatch(/^data:image\/gif/);
  });

  it("shows six popular items to somebody of whom nothing is known", async () => {
    const { listed } = await open('<near-edge src="/artefact/"></near-edge>');
    const { items, fallback } = await listed();
    expect(items.map(({ itemId }) => itemId)).toEqual(["p0", "p1", "p2", "p3", "p4", "p5"]);
    expect(fallback).toBe("empty-history");
  });

  it("lists items like one item, without those that the visitor knows", async () => {
    const { listed } = await open('<near-edge src="/artefact/" similar-to="p3" history="p11" k="4"></near-edge>');
    const { items } = await listed();
    const request = { itemId: "p3", k: 4, exclude: ["p11"], fields: ["image", "link", "price"] };
    expect(items).toEqual(JSON.parse(JSON.stringify(node.similar(request).items)));
  });

  it("honours filter, exclude, diversity, dislikes and fields", async () => {
    const { listed, page } = await open("");
    const request = {
      ...{ history: ["p3", "p10"], likes: ["p4"], dislikes: ["p5"], exclude: ["p19"], k: 7, diversity: 0.4 },
      ...{ fields: ["kind"], filter: { price: { max: 60 } }, explain: true },
    };
    await page.evaluate((properties) => {
      document.body.append(Object.assign(document.createElement("near-edge"), { src: "/artefact/", ...properties }));
    }, request);
    expect((await listed()).items).toEqual(JSON.parse(JSON.stringify(node.recommend(request).items)));
  });

  it("shows the fields that a page names, and a picture only where it names that", async () => {
    const { listed, page } = await open(
      '<near-edge src="/artefact/" history="p3" k="2" fields="kind,price"></near-edge>',
    );
    const { items } = await listed();
    const card = page.locator(".near-edge-item").first();
    expect(await card.locator(".near-edge-field").allTextContents()).toEqual([String(items[0]?.fields?.kind)]);
    expect(await card.locator(".near-edge-price").textContent()).toBe(String(items[0]?.fields?.price));
    expect(await card.locator("img").count()).toBe(0);
  });

  it("never fills a script or a style of a template with what an item says", async () => {
    const { listed, page } = await open("");
    await page.evaluate(() => {
      const [element, template] = [document.createElement("near-edge"), document.createElement("template")];
      const [script, style] = [document.createElement("script"), document.createElement("style")];
      for (const node of [script, style]) node.dataset.field = "title";
      template.slot = "item";
      template.content.append(script, style);
      element.append(template);
      element.src = "/artefact/";
      document.body.append(element);
    });
    await listed();
    const texts = await page.locator(".near-edge-item [data-field]").allTextContents();
    expect(new Set(texts)).toEqual(new Set([""]));
  });

  it("reflects properties as attributes, also those that were set before it was registered", async () => {
    const { page } = await open("");
    const seen = await page.evaluate(() => {
      const element = document.createElement("near-edge");
      element.history = ["a", "b"];
      element.likes = ["with, comma", " blank"];
      element.k = 3;
      element.filter = { price: { max: 5 } };
      element.styled = true;
      element.similarTo = "x";
      const texts = ["history", "likes", "k", "filter", "styled", "similar-to"].map((name) =>
        element.getAttribute(name),
      );
      const { history, likes, k, filter, styled, similarTo, explain, mode } = element;
      element.styled = false;
      return {
        texts,
        values: { history, likes, k, filter, styled, similarTo, explain, mode },
        gone: element.outerHTML,
      };
    });
    expect(seen.texts).toEqual(["a,b", '["with, comma"," blank"]', "3", '{"price":{"max":5}}', "", "x"]);
    expect(seen.values).toEqual({
      ...{ history: ["a", "b"], likes: ["with, comma", " blank"], k: 3, filter: { price: { max: 5 } } },
      ...{ styled: true, similarTo: "x", explain: false, mode: "" },
    });
    expect(seen.gone).not.toContain("styled");
    const early = await page.evaluate(() => {
      const element = document.createElement("early-edge") as HTMLElementTagNameMap["near-edge"];
      Object.assign(element, { src: "/artefact/", k: 2 });
      document.body.append(element);
      const Known = customElements.get("near-edge") ?? HTMLElement;
      customElements.define("early-edge", class extends Known {});
      return [element.getAttribute("src"), element.getAttribute("k")];
    });
    expect(early).toEqual(["/artefact/", "2"]);
  });

  it("takes titles for texts, and leaves out addresses that would run something", async () => {
    const { listed, page } = await open(
      `<near-edge src="/artefact/" filter='{"itemId": "${HOSTILE.itemId}"}'></near-edge>`,
    );
    expect((await listed()).items).toHaveLength(1);
    const card = page.locator(`[data-item-id=${HOSTILE.itemId}]`);
    expect(await card.locator(".near-edge-title").textContent()).toBe(HOSTILE.title);
    expect(await card.locator("a").getAttribute("href")).toBeNull();
    expect(await card.locator("img").getAttribute("src")).toBeNull();
    expect(await page.title()).toBe("An element");
  });

  it("fills a team's own markup", async () => {
    const { listed, page } =
      await open(`<near-edge src="/artefact/" history="p3" k="2" heading="For you" fields="kind,link,price">
      <template slot="item"><article><h3 data-field="title"></h3><b data-field="kind"></b><i data-field="place"></i>
        <a data-attribute="href: link; aria-label: title; onclick: title; style: title" href="/none">see</a>
        <iframe data-attribute="src: link" hidden></iframe>
        <button data-action="like">♥</button></article></template>
    </near-edge>`);
    const { items } = await listed();
    const cards = page.locator(".near-edge-item article");
    expect(await cards.locator("h3").allTextContents()).toEqual(items.map(({ title }) => title));
    expect(await cards.locator("b").allTextContents()).toEqual(["stove", "stove"]);
    expect(await cards.locator("i").allTextContents()).toEqual(["1", "2"]);
    const link = cards.locator("a").first();
    expect(await link.getAttribute("href")).toBe(`/products/${items[0]?.itemId}`);
    expect(await link.getAttribute("aria-label")).toBe(items[0]?.title);
    expect([await link.getAttribute("onclick"), await link.getAttribute("style")]).toEqual([null, null]);
    expect(await cards.locator("iframe").first().getAttribute("src")).toBeNull();
    expect(await cards.locator("button").first().getAttribute("aria-label")).toBe(`♥: ${items[0]?.title}`);
    expect(await page.getByRole("heading", { level: 2 }).textContent()).toBe("For you");
    expect(await page.locator(".near-edge-list").getAttribute("aria-label")).toBe("For you");
  });

  it("shows the markup for an empty list", async () => {
    const { listed, page } = await open(`<near-edge src="/artefact/" filter='{"kind":"none"}'>
      <template slot="empty"><p id="none">Nothing fits.</p></template></near-edge>`);
    expect((await listed()).items).toEqual([]);
    expect(await page.locator("#none").isVisible()).toBe(true);
  });

  it("loads an engine once for all elements of a folder, and one more for another folder", async () => {
    const { page, heard } = await open("");
    site.asked.length = 0;
    await page.evaluate(() => {
      const markup =
        '<near-edge src="/artefact/" history="p1"></near-edge><near-edge src="/artefact/" history="p2"></near-edge>';
      document.body.insertAdjacentHTML("beforeend", `${markup}<near-edge src="/other/"></near-edge>`);
    });
    await eventually(async () => (await heard("list")).length).toBe(3);
    expect(site.asked.filter((path) => path === "/artefact/manifest.json")).toHaveLength(1);
    expect(site.asked.filter((path) => path === "/other/manifest.json")).toHaveLength(1);
    expect(site.asked.filter((path) => path.endsWith(".wasm"))).toHaveLength(1);
  });

  it("tells of likes and dislikes, marks the buttons, and no longer lists what is not liked", async () => {
    const { page, heard, listed } = await open('<near-edge src="/artefact/" history="p3" k="3" buttons></near-edge>');
    const { items, recommendationId } = await listed();
    const ids = items.map(({ itemId }) => itemId);
    const like = page.locator("[data-action=like]").nth(1);
    expect(await like.getAttribute("aria-pressed")).toBe("false");
    await like.focus();
    await page.keyboard.press("Enter");
    await eventually(() => like.getAttribute("aria-pressed")).toBe("true");
    const taste = { likes: [ids[1]], dislikes: [] };
    const [said] = await heard("like");
    expect(said?.detail).toEqual({ itemId: ids[1], place: 2, recommendationId, active: true, taste });
    await page.locator("[data-action=dislike]").first().focus();
    await page.keyboard.press("Enter");
    await eventually(async () => (await heard("list")).length).toBe(2);
    const after = (await listed()).items;
    const request = { history: ["p3"], likes: [ids[1] ?? ""], dislikes: [ids[0] ?? ""], k: 3 };
    expect(after.map(({ itemId }) => itemId)).toEqual(node.recommend(request).items.map(({ itemId }) => itemId));
    expect(after.map(({ itemId }) => itemId)).not.toContain(ids[0]);
    // The keyboard stays where it was.
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.action)).toBe("dislike");
    await page.evaluate(() => document.querySelector("near-edge")?.forget());
    await page.evaluate(() => document.querySelector("near-edge")?.refresh());
    expect((await listed()).items.map(({ itemId }) => itemId)).toEqual(ids);
  });

  it("tells of clicks, and leaves the page only where nobody prevents it", async () => {
    const { page, heard, listed } = await open('<near-edge src="/artefact/" history="p3" k="3"></near-edge>');
    const { items, recommendationId } = await listed();
    await page.evaluate(() => {
      addEventListener("near-edge-click", (event) => event.preventDefault(), { once: true });
    });
    await page.locator(".near-edge-title").nth(2).click();
    const [click] = await heard("click");
    expect(click?.detail).toEqual({ itemId: items[2]?.itemId, place: 3, recommendationId });
    expect(new URL(page.url()).pathname).toBe("/");
    await page.locator(".near-edge-title").nth(2).click();
    await page.waitForURL(`**/products/${items[2]?.itemId}`);
  });

  it("keeps the visitor's taste over a reload, shares it among elements, and forgets it", async () => {
    const markup = '<near-edge src="/artefact/" history="p3" k="3" buttons remember="shop"></near-edge>';
    const opened = await open(markup + markup);
    const { page, heard } = opened;
    await eventually(async () => (await heard("list")).length).toBe(2);
    await page.locator("[data-action=like]").first().click();
    await eventually(() => page.locator("[data-action=like][aria-pressed=true]").count()).toBe(2);
    const liked = String((await heard("like"))[0]?.detail.itemId);
    await page.reload();
    await opened.insert(markup);
    const request = { history: ["p3"], likes: [liked], k: 3 };
    const ids = (await opened.listed()).items.map(({ itemId }) => itemId);
    expect(ids).toEqual(node.recommend(request).items.map(({ itemId }) => itemId));
    expect(ids).not.toContain(liked);
    await page.evaluate(() => document.querySelector("near-edge")?.forget());
    await page.reload();
    await opened.insert(markup);
    expect((await opened.listed()).items.map(({ itemId }) => itemId)).toContain(liked);
  });

  it("keeps what is said in another tab meanwhile", async () => {
    const markup = '<near-edge src="/artefact/" history="p3" k="3" buttons remember="tabs"></near-edge>';
    const first = await open(markup);
    await first.listed();
    const second = await first.page.context().newPage();
    await second.goto(site.address);
    await second.waitForFunction(() => customElements.get("near-edge") !== undefined);
    await second.evaluate(async (html) => {
      document.body.insertAdjacentHTML("beforeend", html);
      await document.querySelector("near-edge")?.like("p11");
    }, markup);
    await first.page.evaluate(() => document.querySelector("near-edge")?.like("p19"));
    expect((await first.heard("like"))[0]?.detail.taste).toEqual({ likes: ["p11", "p19"], dislikes: [] });
    // Two at once are two changes as well.
    await first.page.evaluate(async () => {
      const element = document.querySelector("near-edge");
      await Promise.all([element?.like("p27"), element?.like("p27"), element?.like("p35")]);
    });
    expect((await first.heard("like")).at(-1)?.detail.taste).toEqual({ likes: ["p11", "p19", "p35"], dislikes: [] });
  });

  it("moves nothing when the list comes, with its own style sheet", async () => {
    const { page, listed } = await open("");
    await putLate(site, "calm");
    await page.evaluate(() => {
      const markup =
        '<near-edge styled buttons src="/calm/" history="p3" k="6" heading="For you"></near-edge><p>below</p>';
      document.body.insertAdjacentHTML("beforeend", markup);
    });
    await page.waitForSelector(".near-edge-placeholder", { state: "attached" });
    const before = await page.locator("p", { hasText: "below" }).boundingBox();
    await listed();
    expect(await page.locator("p", { hasText: "below" }).boundingBox()).toEqual(before);
    await page.waitForTimeout(100);
    expect(
      await page.evaluate(() => (globalThis as unknown as { elementPage: { shift: number } }).elementPage.shift),
    ).toBe(0);
  });

  it("does not move its placeholders for those who want no motion", async () => {
    for (const reducedMotion of ["no-preference", "reduce"] as const) {
      site.answer("/waits/manifest.json", { afterMs: 1500, body: "" });
      const { page } = await open('<near-edge styled src="/waits/"></near-edge>', { reducedMotion });
      const image = page.locator(".near-edge-placeholder .near-edge-image").first();
      const name = await image.evaluate((one) => getComputedStyle(one).animationName);
      expect(name).toBe(reducedMotion === "reduce" ? "none" : "near-edge-wait");
      await page.context().close();
    }
  });
});
