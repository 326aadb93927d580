import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { TestHarness } from "wrangler";
import { type BuiltWorker, buildWorker, serveWorker } from "../built/worker.ts";
import { findChromium, launchChromium } from "./chromium.ts";
import { demoArtefactFiles } from "./demo-artefact.ts";

const executablePath = findChromium();
const screenshots = fileURLToPath(new URL("../../.nearedge/screenshots/", import.meta.url));
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** A picture that arrives and one that does not, from another host. */
const PICTURES = new Map([
  ["book-frankenstein-1818", "https://pictures.example/there.svg"],
  ["book-dracula-1897", "https://pictures.example/missing.svg"],
]);
const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>';

describe.skipIf(executablePath === undefined)("a visitor's taste in the page", () => {
  let folder: string;
  let built: BuiltWorker;
  let server: TestHarness;
  let address: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nearedge-taste-"));
    const configFile = fileURLToPath(new URL("../../web/vite.config.ts", import.meta.url));
    await build({ configFile, build: { outDir: folder }, logLevel: "error" });
    built = await buildWorker(await demoArtefactFiles(PICTURES), { page: folder });
    const serving = await serveWorker(built);
    server = serving.server;
    address = serving.url.href;
    browser = await launchChromium(executablePath ?? "");
    await mkdir(screenshots, { recursive: true });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await built?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    await context.close();
  });

  async function open(
    options: BrowserContextOptions = {},
    prepare: (opened: Page) => Promise<unknown> = async () => {},
    fragment = "",
  ): Promise<void> {
    context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await prepare(page);
    await page.goto(address + fragment);
    await page.locator(".card").first().waitFor();
  }

  const listed = (place = "browser") =>
    page
      .locator(`.side[data-place="${place}"] .card`)
      .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-item-id")));

  /** Waits for the head: the first list of a visit is retrieval's own. */
  const reranked = () =>
    page.locator('.side[data-place="browser"] .side-status', { hasText: "re-ranked" }).waitFor({ state: "attached" });

  const start = async () => {
    await page.locator(".starter").first().click();
    await page.getByRole("heading", { name: "You like 3" }).waitFor();
    await reranked();
  };

  it("begins with one click, and says of each suggestion what it follows from", async () => {
    await open();
    await start();
    await page.getByRole("heading", { name: "For you" }).waitFor();
    const liked = await page.locator(".shelf-open").evaluateAll((all) => all.map((one) => one.getAttribute("title")));
    expect(liked).toHaveLength(3);
    const reasons = await page.locator(".card-reason").allTextContents();
    expect(reasons).toHaveLength(10);
    for (const reason of reasons) {
      expect(reason).toMatch(/^Because you liked /);
      expect(liked.some((title) => reason.includes(title ?? "?"))).toBe(true);
    }
  });

  it("keeps likes, dislikes, filters and diversity across visits, and forgets everything at one click", async () => {
    await open();
    await start();
    const [disliked] = await listed();
    await page.locator('.card [data-action="dislike"]').first().click();
    await page.getByText("Not for you").waitFor();
    await page.getByRole("button", { name: /^album, / }).click();
    await page.getByRole("slider", { name: "Diversity" }).press("ArrowRight");
    await page.getByRole("radio", { name: "Compare" }).check();
    await page.getByText("10 of 10 shared, same order").waitFor();
    const before = await listed();
    expect(before).not.toContain(disliked);
    await page.reload();
    await page.getByText("10 of 10 shared, same order").waitFor();
    await expect.poll(() => listed()).toEqual(before);
    await page.getByRole("button", { name: "Forget everything" }).click();
    await page.getByRole("heading", { name: "Start with a taste" }).waitFor();
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await page.reload();
    await page.getByText("You have not chosen anything yet").waitFor();
  });

  it("goes into a link that gives the same list elsewhere, and leaves the visitor's own alone there", async () => {
    await open({ permissions: ["clipboard-read", "clipboard-write"] });
    await start();
    await page.getByRole("button", { name: /^book, / }).click();
    await expect.poll(async () => (await listed()).every((id) => id?.startsWith("book-"))).toBe(true);
    const before = await listed();
    await page.getByRole("button", { name: "Copy link to this taste" }).click();
    await page.getByText("Link copied.").waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/#taste\?like=/);
    await context.close();

    await open({}, undefined, new URL(link).hash);
    await reranked();
    expect(await listed()).toEqual(before);
    expect(new URL(page.url()).hash).toBe("");
    await page.getByRole("button", { name: "Forget everything" }).click();
    // Here is a taste of its own: the link is looked at, and not taken over before the visitor says so.
    await page.locator(".starter").last().click();
    await page.getByRole("heading", { name: "You like 3" }).waitFor();
    const own = await listed();
    await page.goto(link);
    await expect.poll(() => listed()).toEqual(before);
    await page.getByText("This taste came with the link. Your own is kept.").waitFor();
    await page.reload();
    await reranked();
    expect(await listed()).toEqual(own);
    await page.goto(link);
    await page.getByRole("button", { name: "Back to mine" }).click();
    await expect.poll(() => listed()).toEqual(own);
    await page.goto(link);
    await page.getByRole("button", { name: "Take this one" }).click();
    await page.reload();
    await reranked();
    expect(await listed()).toEqual(before);
  });

  it("counts what a link names and the catalogue does not have", async () => {
    await open({}, undefined, "#taste?like=nobody&like=nothing&like=book-frankenstein-1818&is.domain=opera");
    await page.getByText("2 works and 1 filter of this link are not in this catalogue and left out.").waitFor();
    await page.getByRole("heading", { name: "You like 1" }).waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await page.locator(".notice-card").count()).toBe(0);
  });

  it.each([
    ["cannot be read", "#taste?like="],
    ["is too long", `#taste?like=${"x".repeat(9000)}`],
  ])("leaves a taste aside that %s, and says so", async (_, fragment) => {
    await open({}, undefined, fragment);
    await page.getByText("left aside").waitFor();
    await page.getByText("You have not chosen anything yet").waitFor();
  });

  it("lasts for the visit where the browser keeps nothing, which is said once", async () => {
    await open({}, (opened) =>
      opened.addInitScript(() => {
        Object.defineProperty(globalThis, "localStorage", {
          get: () => {
            throw new DOMException("denied", "SecurityError");
          },
        });
      }),
    );
    expect(await page.locator(".notice-card").count()).toBe(0);
    await start();
    await page.locator('.card [data-action="like"]').first().click();
    await page.getByRole("heading", { name: "You like 4" }).waitFor();
    expect(await page.getByText("does not let the page keep anything").count()).toBe(1);
  });

  it("presses buttons that stay pressed, in the panel of an item too", async () => {
    await open();
    await page.locator(".card-title").first().click();
    const dialog = page.getByRole("dialog");
    const like = dialog.locator(".panel-actions").getByRole("button", { name: "Like" });
    expect(await like.getAttribute("aria-pressed")).toBe("false");
    await like.click();
    await expect.poll(() => like.getAttribute("aria-pressed")).toBe("true");
    expect(await page.locator(".shelf-item").count()).toBe(1);
    await dialog.locator(".panel-actions").getByRole("button", { name: "Not for me" }).click();
    expect(await like.getAttribute("aria-pressed")).toBe("false");
    const beside = dialog.locator('.card [data-action="like"]').first();
    await beside.click();
    await expect.poll(() => beside.getAttribute("aria-pressed")).toBe("true");
    await beside.click();
    await expect.poll(() => beside.getAttribute("aria-pressed")).toBe("false");
  });

  it("compares on a telephone in one list, with what only the edge has below it", async () => {
    await open({ viewport: NARROW }, (opened) =>
      opened.route("**/v1/recommendations", async (route) => {
        const response = await route.fetch();
        const body = await response.json();
        const stranger = { itemId: "stranger", score: 1, title: "A work of another version" };
        await route.fulfill({ response, json: { ...body, items: [...body.items.slice(0, 9), stranger] } });
      }),
    );
    await start();
    await page.getByRole("radio", { name: "Compare" }).check();
    await page.getByText("9 of 10 shared, same order").waitFor();
    const visible = (place: string) => page.locator(`.side[data-place="${place}"] .card:visible`);
    expect([await visible("browser").count(), await visible("edge").count()]).toEqual([10, 1]);
    expect(await visible("edge").locator(".card-title").textContent()).toBe("A work of another version");
    expect(
      await page
        .locator(".cards")
        .first()
        .evaluate((list) => list.scrollWidth <= list.clientWidth),
    ).toBe(true);
    await page.screenshot({ path: `${screenshots}compare-narrow.png`, fullPage: true });
  });

  it("shows pictures of other hosts, and draws a cover where one does not arrive", async () => {
    const refused: string[] = [];
    const fragment = `#taste?${[...PICTURES.keys()].map((itemId) => `like=${itemId}`).join("&")}`;
    const prepare = async (opened: Page) => {
      opened.on("console", (message) => {
        if (message.text().includes("Content Security Policy")) refused.push(message.text());
      });
      await opened.route("https://pictures.example/**", (route) =>
        route.request().url().includes("there")
          ? route.fulfill({ body: DRAWING, contentType: "image/svg+xml" })
          : route.fulfill({ status: 404 }),
      );
    };
    await open({}, prepare, fragment);
    const shelf = page.locator(".shelf-item");
    const width = () =>
      shelf.locator("img").evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth > 0));
    await expect.poll(width).toEqual([true]);
    expect(await shelf.locator("img").getAttribute("src")).toBe("https://pictures.example/there.svg");
    expect(await shelf.locator(".cover-title").allTextContents()).toEqual(["Dracula"]);
    // Pictures alone: a script from elsewhere stays out.
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(refused).toEqual([]);
  });

  it("shows facts for developers when they are asked for: the request among them", async () => {
    await open();
    await start();
    expect(await page.locator(".facts").count()).toBe(0);
    await page.getByText("Details for developers").click();
    const request = page.getByRole("region", { name: "Request as JSON" });
    await request.waitFor();
    const shown = JSON.parse((await request.textContent()) ?? "");
    expect(shown).toMatchObject({ k: 10, rerank: true, explain: true });
    expect(shown.history).toHaveLength(3);
    const answer = await page.evaluate(async (body) => {
      const headers = { "content-type": "application/json" };
      return (await fetch("/v1/recommendations", { method: "POST", headers, body: JSON.stringify(body) })).json();
    }, shown);
    expect(answer.items.map(({ itemId }: { itemId: string }) => itemId)).toEqual(await listed());
    await page.getByText("nDCG@10 0.2000 → 0.3000").waitFor();
  });

  it("says in words what the figures say", async () => {
    await open();
    await page.getByText("3.0 times as good as showing what is popular").waitFor();
    await page.getByText("The audience of these data is simulated").waitFor();
  });
});
