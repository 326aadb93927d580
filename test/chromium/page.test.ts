import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { TestHarness } from "wrangler";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { catalogueWorks } from "../../src/data/catalogue/catalogue.ts";
import { type BuiltWorker, buildWorker, serveWorker } from "../built/worker.ts";
import { findChromium, launchChromium } from "./chromium.ts";
import { demoArtefactFiles, MARKUP_TITLE, userKnnFiles } from "./demo-artefact.ts";
import { standBefore } from "./front.ts";

const executablePath = findChromium();
if (executablePath === undefined) {
  process.stderr.write("test/chromium: skipped, no Chromium or Chrome found; set CHROME_PATH to its executable\n");
}
const screenshots = fileURLToPath(new URL("../../.nearedge/screenshots/", import.meta.url));

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

/** What `pickThree` picks. */
const LIKED = ["book-frankenstein-1818", "book-the-castle-of-otranto-1764", "film-rebecca-1940"];
const tagsOf = new Map(catalogueWorks().map((work) => [work.itemId, work.tags]));

function sharesTag(itemId: string | null, others: readonly string[]): boolean {
  const known = new Set(others.flatMap((other) => tagsOf.get(other) ?? []));
  return (tagsOf.get(itemId ?? "") ?? []).some((tag) => known.has(tag));
}

describe.skipIf(executablePath === undefined)("the page in Chromium", () => {
  let artefact: readonly EncodedFile[];
  let folder: string;
  let built: BuiltWorker;
  let server: TestHarness;
  let address: string;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    artefact = await demoArtefactFiles();
    folder = await mkdtemp(join(tmpdir(), "nearedge-page-"));
    await build({
      configFile: fileURLToPath(new URL("../../web/vite.config.ts", import.meta.url)),
      build: { outDir: folder },
      logLevel: "error",
    });
    built = await buildWorker(artefact, { page: folder });
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
    await page.context().close();
  });

  async function open(
    options: BrowserContextOptions = {},
    prepare: (opened: Page) => Promise<unknown> = async () => {},
  ): Promise<void> {
    const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await prepare(page);
    await page.goto(address);
  }

  /** Types, waits for the active suggestion to be `title` and takes it, with the keyboard alone. */
  async function pick(text: string, title: string): Promise<void> {
    const search = page.getByRole("combobox", { name: "Find works you like" });
    await search.focus();
    await page.keyboard.type(text);
    const active = await search.getAttribute("aria-activedescendant");
    expect(await page.locator(`#${active} .option-label`).textContent()).toBe(title);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Remove from likes: ${title}` }).waitFor();
  }

  async function pickThree(): Promise<void> {
    await pick("frankenstein shel", "Frankenstein");
    await pick("castle otranto", "The Castle of Otranto");
    await pick("rebecca hitch", "Rebecca");
    await page.getByText("You like 3").waitFor();
  }

  /** The choice of a kind: "album, 612 works". */
  const kind = (name: string) => page.getByRole("button", { name: new RegExp(`^${name}, `) });

  const side = (place: "browser" | "edge") => page.locator(`.side[data-place="${place}"]`);

  const listed = (place: "browser" | "edge") =>
    side(place)
      .locator(".card")
      .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-item-id")));

  /** What has the focus, by the name that it is announced with, and whether it shows. */
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const label = element.getAttribute("aria-labelledby") ?? "";
      const texts = [document.getElementById(label), ...((element as HTMLInputElement).labels ?? []), element];
      const name = element.getAttribute("aria-label") ?? texts.find((one) => one?.textContent)?.textContent ?? "";
      const shown = [element, ...((element as HTMLInputElement).labels ?? []), element.parentElement];
      // At either end of the page the focus goes to the browser's own controls: no stop of ours.
      if (element === document.body) return { name: "", outlined: true };
      const outlined = shown.some((one) => {
        const style = one && getComputedStyle(one);
        return style && (style.outlineStyle !== "none" || style.boxShadow !== "none");
      });
      return { name: name.trim(), outlined };
    });

  /** Presses Tab until the focus is there. Every stop on the way must show that it has the focus. */
  async function tabTo(name: string): Promise<void> {
    for (let stops = 0; stops < 90; stops++) {
      await page.keyboard.press("Tab");
      const stop = await focused();
      expect(stop).toEqual({ name: stop.name, outlined: true });
      if (stop.name === name) return;
    }
    throw new Error(`90 times Tab did not reach ${name}`);
  }

  /** The page without an engine: it says why, lists what the edge gives, and offers no other place. */
  async function expectEdgeOnly(reason: string): Promise<void> {
    await page.getByText(reason).waitFor();
    await page.getByText("All lists come from the edge.").waitFor();
    await page.getByText("You have not chosen anything yet").waitFor();
    expect(await page.getByRole("radio", { name: "This browser" }).count()).toBe(0);
    await pickThree();
    await page.getByRole("heading", { name: "For you" }).waitFor();
    await expect.poll(() => listed("edge")).toHaveLength(10);
    expect(await side("browser").isVisible()).toBe(false);
    await side("edge").locator(".card-title").first().click();
    await page.getByRole("dialog").getByText("Compared at the edge.").waitFor();
    expect(await page.getByRole("dialog").locator(".card").count()).toBe(10);
    await page.keyboard.press("Escape");
    expect(await overflow()).toBeLessThanOrEqual(0);
  }

  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  it("begins with popular works and says so", async () => {
    await open();
    await page.getByText("You have not chosen anything yet").waitFor();
    expect(await listed("browser")).toHaveLength(10);
    expect(await page.locator("[data-note]").textContent()).toBe("simulated audience");
    expect(faults).toEqual([]);
  });

  it("takes three works by keyboard, recommends works of their kind, and agrees with the edge", async () => {
    await open();
    await pickThree();
    await page.getByRole("heading", { name: "For you" }).waitFor();
    await page.getByText("re-ranked").first().waitFor();
    await page.getByRole("radio", { name: "This browser" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.getByText("10 of 10 shared, same order").waitFor();
    expect(await listed("edge")).toEqual(await listed("browser"));
    expect(await listed("browser")).toHaveLength(10);
    const reranked = await listed("browser");
    await page.getByRole("switch", { name: "Re-ranking" }).focus();
    await page.keyboard.press("Space");
    await expect.poll(() => listed("edge")).not.toEqual(reranked);
    await page.getByText("10 of 10 shared, same order").waitFor();
    expect((await listed("browser")).filter((itemId) => sharesTag(itemId, LIKED))).toHaveLength(10);
    expect(faults).toEqual([]);
  });

  it("shows books to a user who likes films, once the domain is books", async () => {
    await open();
    await pick("rebecca hitch", "Rebecca");
    await pick("nosferatu", "Nosferatu");
    const liked = ["film-rebecca-1940", "film-nosferatu-1922"];
    for (const domain of ["book", "album", "film"]) {
      await kind(domain).click();
      await expect.poll(async () => (await listed("browser")).every((id) => id?.startsWith(`${domain}-`))).toBe(true);
      // The head weighs more than tags: most of a list shares some, not all of it.
      expect((await listed("browser")).filter((itemId) => sharesTag(itemId, liked)).length).toBeGreaterThan(5);
      expect(await listed("browser")).not.toEqual(expect.arrayContaining(liked));
      await kind(domain).click();
    }
  });

  it("can be used with nothing but the keyboard, and shows where the focus is", async () => {
    await open();
    await page.getByText("You have not chosen anything yet").waitFor();
    await page.keyboard.press("Tab");
    expect(await focused()).toMatchObject({ name: "Skip to the recommendations", outlined: true });
    await tabTo("Find works you like");
    await page.keyboard.type("rebecca hitch");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove from likes: Rebecca" }).waitFor();
    await tabTo("Diversity");
    await page.keyboard.press("ArrowRight");
    await page.getByText("A little variety").waitFor();
    await page.keyboard.press("Home");
    await tabTo((await kind("book").getAttribute("aria-label")) ?? "");
    await page.keyboard.press("Space");
    await expect.poll(async () => (await listed("browser")).every((id) => id?.startsWith("book-"))).toBe(true);
    await tabTo("Year, from");
    await page.keyboard.press("End");
    await page.getByText("No work matches.").waitFor();
    await page.keyboard.press("Home");
    await expect.poll(() => listed("browser")).toHaveLength(10);
    await tabTo("This browser");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.getByText("10 of 10 shared, same order").waitFor();
    const [first] = await listed("browser");
    const title = await side("browser").locator(".card-title").first().textContent();
    await tabTo(title ?? "");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("heading", { name: "Similar works" }).waitFor();
    await tabTo("Close");
    await page.keyboard.press("Enter");
    expect((await focused()).name).toBe(title);
    await tabTo(`Like ${title}`);
    await page.keyboard.press("Enter");
    await page.getByText("You like 2").waitFor();
    expect(await listed("browser")).not.toContain(first);
    expect(faults).toEqual([]);
  });

  it("reads out how many recommendations arrived", async () => {
    await open();
    await pickThree();
    await expect.poll(() => page.locator("#live").textContent()).toMatch(/^10 recommendations from 3 likes\. First: /);
  });

  it("moves through suggestions with the arrows and closes them with Escape", async () => {
    await open();
    const search = page.getByRole("combobox", { name: "Find works you like" });
    await search.focus();
    await page.keyboard.type("the");
    const first = await search.getAttribute("aria-activedescendant");
    await page.keyboard.press("ArrowDown");
    expect(await search.getAttribute("aria-activedescendant")).not.toBe(first);
    await page.keyboard.press("ArrowUp");
    expect(await search.getAttribute("aria-activedescendant")).toBe(first);
    await page.keyboard.press("Escape");
    expect(await search.getAttribute("aria-expanded")).toBe("false");
    expect(await page.getByRole("listbox").count()).toBe(0);
  });

  it("takes out what is not wanted and keeps the focus in the list", async () => {
    await open();
    await pickThree();
    const [unwanted] = await listed("browser");
    const button = side("browser").locator('[data-action="dislike"]').first();
    await button.focus();
    await page.keyboard.press("Enter");
    expect(await listed("browser")).not.toContain(unwanted);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-action"))).toBe("dislike");
  });

  it("filters by domain, and says when nothing is left", async () => {
    await open();
    await kind("album").click();
    await expect.poll(async () => (await listed("browser")).every((itemId) => itemId?.startsWith("album-"))).toBe(true);
    await page.getByRole("slider", { name: "Year, to" }).press("Home");
    await page.getByText("No work matches.").waitFor();
    await page.locator(".nothing").getByRole("button", { name: "Clear filters" }).click();
    await expect.poll(() => listed("browser")).toHaveLength(10);
  });

  it("leaves a slider alone that is being moved while a list arrives", async () => {
    const gate = Promise.withResolvers<void>();
    await open({}, (opened) =>
      opened.route("**/v1/**", async (route) => {
        await gate.promise;
        await route.continue();
      }),
    );
    await page.getByRole("radio", { name: "Compare" }).check();
    const from = page.getByRole("slider", { name: "Year, from" });
    // As while a finger lies on it: the slider has moved, and nothing is chosen yet.
    await from.evaluate((input: HTMLInputElement) => {
      input.value = "20";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    gate.resolve();
    await page.getByText("10 of 10 shared, same order").waitFor();
    expect(await from.inputValue()).toBe("20");
    await from.dispatchEvent("change");
    await page.getByRole("button", { name: "Clear filters" }).first().click();
    expect(await from.inputValue()).toBe("0");
  });

  it("opens a work with the works most like it and goes back to where it was", async () => {
    await open();
    await pickThree();
    const title = side("browser").locator(".card-title").first();
    await title.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: "Similar works" }).waitFor();
    await expect.poll(() => dialog.locator(".card").count()).toBe(10);
    await page.screenshot({ path: `${screenshots}details.png` });
    await page.keyboard.press("Escape");
    expect(await title.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it("goes on in the browser when the edge cannot be reached, and recovers", async () => {
    await open({}, (opened) => opened.route("**/v1/**", (route) => route.abort()));
    await page.getByRole("radio", { name: "Compare" }).check();
    await page.getByText("The edge could not be reached.").waitFor();
    expect(await listed("browser")).toHaveLength(10);
    await page.screenshot({ path: `${screenshots}edge-unreachable.png` });
    await page.unroute("**/v1/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("10 of 10 shared, same order").waitFor();
    await page.route("**/v1/**", (route) => route.abort());
    await pick("rebecca hitch", "Rebecca");
    await page.getByText("The edge could not be reached.").waitFor();
    await page.screenshot({ path: `${screenshots}edge-lost.png` });
  });

  it("shows the edge's list alone, and marks nothing in it", async () => {
    await open();
    await page.getByRole("radio", { name: "The edge" }).check();
    await expect.poll(() => listed("edge")).toHaveLength(10);
    expect(await side("browser").isVisible()).toBe(false);
    expect(await page.locator(".mark:visible").count()).toBe(0);
  });

  it("marks what only one side has and what stands elsewhere", async () => {
    await open({}, (opened) =>
      opened.route("**/v1/recommendations", async (route) => {
        const response = await route.fetch();
        const body = await response.json();
        const [first, second, third, ...rest] = body.items;
        const stranger = { itemId: "stranger", score: 1, title: "A work of another version" };
        await route.fulfill({ response, json: { ...body, items: [second, first, stranger, ...rest] } });
        expect(third).toBeDefined();
      }),
    );
    await page.getByRole("radio", { name: "Compare" }).check();
    await page.getByText("9 of 10 shared, different order").waitFor();
    const marks = (place: "browser" | "edge") => side(place).locator(".mark").allTextContents();
    expect((await marks("browser")).slice(0, 4)).toEqual(["2nd there", "1st there", "only here", "same place"]);
    expect((await marks("edge")).slice(0, 4)).toEqual(["2nd there", "1st there", "only here", "same place"]);
    await side("edge").getByRole("button", { name: "A work of another version", exact: true }).waitFor();
    await page.screenshot({ path: `${screenshots}disagreement.png` });
  });

  it("shows markup in a title as the text that it is", async () => {
    await open();
    await page.getByRole("combobox", { name: "Find works you like" }).fill("onerror");
    await page.getByRole("option").getByText(MARKUP_TITLE).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Remove from likes: ${MARKUP_TITLE}` }).waitFor();
    expect(await page.locator("img").count()).toBe(0);
  });

  it("shows how much of the model has arrived", async () => {
    const gate = Promise.withResolvers<void>();
    await open({}, (opened) =>
      opened.route("**/artefact/model-*", async (route) => {
        await gate.promise;
        await route.continue();
      }),
    );
    await page.getByText(/^0\.0 MB of \d+\.\d MB$/).waitFor();
    await page.screenshot({ path: `${screenshots}loading.png` });
    gate.resolve();
    await page.getByText("You have not chosen anything yet").waitFor();
  });

  it("needs less than 92 KiB of compressed script before the head", async () => {
    await open();
    const entries = (await readdir(join(folder, "assets"))).filter((name) => /^index-.*\.js$/.test(name));
    expect(entries).toHaveLength(1);
    const script = await readFile(join(folder, "assets", entries[0] ?? ""));
    expect(gzipSync(script).byteLength).toBeLessThan(92 * 1024);
  });

  it("says which artefact could not be loaded, and loads it when asked again", async () => {
    await open({}, (opened) => opened.route("**/artefact/**", (route) => route.fulfill({ status: 404 })));
    await page.getByRole("alert").getByText("missing-manifest").waitFor();
    await page.screenshot({ path: `${screenshots}load-failure.png` });
    await page.unroute("**/artefact/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("You have not chosen anything yet").waitFor();
  });

  it("gets over a damaged file that lies in the browser's cache for a year", async () => {
    const shard = artefact.find(({ name }) => name.endsWith(".safetensors"))?.name ?? "";
    const path = `/artefact/${shard}`;
    const front = await standBefore(address);
    try {
      page = await (await browser.newContext({ viewport: WIDE })).newPage();
      page.setDefaultTimeout(15_000);
      const lastByte = () =>
        page.evaluate(async (asked) => new Uint8Array(await (await fetch(asked)).arrayBuffer()).at(-1), path);
      front.damage(path);
      await page.goto(`${front.address}health/live`);
      const bad = await lastByte();
      front.damage(undefined);
      expect(await lastByte()).toBe(bad);
      expect(front.asked(path)).toBe(1);
      await page.goto(front.address);
      await page.getByText("You have not chosen anything yet").waitFor();
      expect(await listed("browser")).toHaveLength(10);
      expect(front.asked(path)).toBe(2);
      // What lies in the cache now is good: the next visit asks nobody.
      await page.reload();
      await page.getByText("You have not chosen anything yet").waitFor();
      expect(front.asked(path)).toBe(2);
    } finally {
      await front.close();
    }
  });

  it.each([
    ["SIMD", () => Reflect.set(WebAssembly, "validate", () => false)],
    ["WebAssembly", () => Reflect.deleteProperty(globalThis, "WebAssembly")],
  ] as const)("says that the browser has no %s, and asks the edge", async (what, take) => {
    await open({}, (opened) => opened.addInitScript(take));
    await expectEdgeOnly("This browser has no WebAssembly with SIMD");
    await page.screenshot({ path: `${screenshots}no-${what.toLowerCase()}.png`, fullPage: true });
    expect(faults).toEqual([]);
  });

  // Without these instructions V8 has no SIMD; other processors than x64 have no such flags.
  it.skipIf(process.arch !== "x64")("asks the edge in a browser that was started without SIMD", async () => {
    const old = await launchChromium(executablePath ?? "", [
      "--js-flags=--no-enable-sse3 --no-enable-ssse3 --no-enable-sse4-1 --no-enable-avx",
    ]);
    try {
      page = await (await old.newContext({ viewport: NARROW })).newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(address);
      await expectEdgeOnly("This browser has no WebAssembly with SIMD");
      await page.screenshot({ path: `${screenshots}no-simd-narrow.png`, fullPage: true });
      expect(await page.evaluate(() => typeof WebAssembly)).toBe("object");
    } finally {
      await old.close();
    }
  });

  it("says that a model is made of users, and asks the edge", async () => {
    const other = await buildWorker(await userKnnFiles(), { page: folder, bundle: built.bundle });
    const serving = await serveWorker(other);
    try {
      page = await (await browser.newContext({ viewport: WIDE })).newPage();
      page.setDefaultTimeout(15_000);
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(serving.url.href);
      await page.getByText("This model is made of the histories of its users").waitFor();
      await expect.poll(() => listed("edge")).toHaveLength(10);
      expect(asked.filter((url) => url.includes("/users-"))).toEqual([]);
      await page.screenshot({ path: `${screenshots}made-of-users.png`, fullPage: true });
    } finally {
      await serving.server.close();
      await other.remove();
    }
  });

  it("remembers the theme that the visitor chose", async () => {
    await open({ colorScheme: "light" });
    await page.getByRole("button", { name: "Use the dark theme" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Use the light theme" }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
  });

  it.each([
    ["narrow", "light", NARROW],
    ["narrow", "dark", NARROW],
    ["wide", "light", WIDE],
    ["wide", "dark", WIDE],
  ] as const)("fits a %s window in %s", async (name, colorScheme, viewport) => {
    await open({ viewport, colorScheme });
    await page.getByText("You have not chosen anything yet").waitFor();
    await page.screenshot({ path: `${screenshots}start-${name}-${colorScheme}.png` });
    await pickThree();
    await page.getByText("re-ranked").first().waitFor();
    await page.getByRole("radio", { name: "Compare" }).check();
    await page.getByText("10 of 10 shared").waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole("combobox", { name: "Find works you like" }).focus();
    await page.keyboard.type("the");
    await page.screenshot({ path: `${screenshots}search-${name}-${colorScheme}.png` });
    await page.keyboard.press("Escape");
    await page.screenshot({ path: `${screenshots}both-${name}-${colorScheme}.png`, fullPage: true });
  });
});
