import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ArtefactError } from "../../src/errors.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { trainArtefact } from "../../src/model-registry.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { createApp } from "../../worker/app.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { HOSTILE_IDS, hostileDataset } from "../http/hostile-data.ts";
import { faintTexts, unnamed } from "./accessibility.ts";
import { type AppServer, serveApp } from "./app-server.ts";
import { findChromium, launchChromium } from "./chromium.ts";
import { demoArtefactFiles } from "./demo-artefact.ts";

const executablePath = findChromium();
if (executablePath === undefined) {
  process.stderr.write("test/chromium: skipped, no Chromium or Chrome found; set CHROME_PATH to its executable\n");
}
const screenshots = fileURLToPath(new URL("../../.nearedge/screenshots/", import.meta.url));

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 800 };

describe.skipIf(executablePath === undefined)("/docs in Chromium", () => {
  let folder: string;
  let browser: Browser;
  let films: AppServer;
  let hostile: AppServer;
  let broken: AppServer;
  let bare: AppServer;
  let page: Page;
  let faults: string[];
  let asked: URL[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nearedge-docs-"));
    const configFile = fileURLToPath(new URL("../../web/vite.config.ts", import.meta.url));
    await build({ configFile, build: { outDir: join(folder, "page") }, logLevel: "error" });
    await mkdir(join(folder, "nothing"));
    const serve = (recommenders: () => Promise<Recommender>, files = "page") =>
      serveApp(createApp({ recommenders, log: () => undefined, origins: "*" }), join(folder, files));
    const film = await recommenderOf(await decodeFiles(await demoArtefactFiles()));
    films = await serve(async () => film);
    bare = await serve(async () => film, "nothing");
    const { files } = await trainArtefact(await hostileDataset(), { model: "popularity", head: "none" }, { seed: 1 });
    const strange = await recommenderOf(await decodeFiles(files));
    hostile = await serve(async () => strange);
    broken = await serve(() =>
      Promise.reject(new ArtefactError("missing-shard", "artefact/<b>.safetensors: expected it")),
    );
    browser = await launchChromium(executablePath ?? "");
    await mkdir(screenshots, { recursive: true });
  });

  afterAll(async () => {
    await browser?.close();
    for (const server of [films, hostile, broken, bare]) await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    await page.context().close();
  });

  async function open({ address }: AppServer, options: BrowserContextOptions = {}): Promise<void> {
    const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    [faults, asked] = [[], []];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("request", (request) => asked.push(new URL(request.url())));
    await page.goto(`${address}docs`);
  }

  /** Opens each example, runs it, and gives its id with the status that came and whether it says that it is refused. */
  async function runAll(): Promise<{ id: string; status: string; refused: boolean; shown: string }[]> {
    const outcomes = [];
    for (const example of await page.locator("details.example").all()) {
      if (!(await example.evaluate((one) => one.hasAttribute("open")))) await example.locator("summary").click();
      await example.getByRole("button", { name: "Run" }).click();
      const status = example.locator("[data-state=answered], [data-state=failed]");
      outcomes.push({
        id: (await example.locator("form").getAttribute("id")) ?? "",
        status: ((await status.textContent()) ?? "").split(" ")[0] ?? "",
        refused: (await example.locator(".refused").count()) > 0,
        shown: (await example.locator(".result pre").textContent()) ?? "",
      });
    }
    return outcomes;
  }

  it("runs every example by a click, and asks nobody else", async () => {
    await open(films);
    const outcomes = await runAll();
    expect(outcomes.length).toBeGreaterThan(25);
    for (const { id, status, refused } of outcomes) {
      if (refused) expect(status, id).toMatch(/^4/);
      else expect(status, id).toBe("200");
    }
    expect(outcomes.filter(({ refused }) => refused).map(({ id }) => id)).toEqual([
      "boughtTogether-plain",
      "latestItems-first-seen",
      "similarUsers-like-one-user",
    ]);
    expect(outcomes.find(({ id }) => id === "item-popular-item")?.shown).toContain('"popularity": 400');
    for (const { origin, protocol } of asked)
      expect(origin === films.address.slice(0, -1) || protocol === "data:").toBe(true);
    // A status of 4xx that was asked for is an error to the console.
    expect(faults.filter((fault) => !/Failed to load resource/.test(fault))).toEqual([]);
  });

  it("takes ids, titles and columns for what they are, whatever they hold", async () => {
    await open(hostile);
    const title = await page.title();
    const outcomes = await runAll();
    for (const { id, status, refused } of outcomes) {
      if (refused) expect(status, id).toMatch(/^4/);
      else expect(status, id).toBe("200");
    }
    expect(outcomes.find(({ id }) => id === "item-popular-item")?.shown).toContain(JSON.stringify(HOSTILE_IDS[1]));
    expect(await page.title()).toBe(title);
    expect(await page.locator("h1, img, i, b").allTextContents()).toHaveLength(1);
    expect(faults.filter((fault) => !/Failed to load resource/.test(fault))).toEqual([]);
  });

  it("sends what was changed, adds a parameter, and shows problems as they come", async () => {
    await open(films);
    const popular = page.locator("#popularItems-plain");
    await popular.getByLabel("k", { exact: true }).fill("2");
    await popular.getByLabel("k", { exact: true }).press("Enter");
    await popular.locator("[data-state=answered]").waitFor();
    const two = JSON.parse((await popular.locator(".result pre").textContent()) ?? "");
    expect(two.items).toHaveLength(2);
    await popular.getByLabel("Add a parameter").selectOption("offset");
    await page.keyboard.type("1");
    await popular.getByRole("button", { name: "Run" }).click();
    await expect.poll(() => asked.at(-1)?.search).toBe("?k=2&offset=1");
    await popular.locator("[data-state=answered]").waitFor();
    await expect
      .poll(async () => JSON.parse((await popular.locator(".result pre").textContent()) ?? "").items[0].itemId)
      .toBe(two.items[1].itemId);
    const body = page.locator("#recommend-history").getByLabel("Body");
    await body.fill('{"history": [');
    await body.press("Control+Enter");
    await page.locator("#recommend-history [data-state=failed]").waitFor();
    expect(await page.locator("#recommend-history .result pre").textContent()).toContain('"code": "invalid-json"');
    const item = page.locator("#item-popular-item");
    const before = asked.length;
    await item.getByLabel("itemId").fill("..");
    await item.getByRole("button", { name: "Run" }).click();
    expect(await item.locator("[data-state=failed]").textContent()).toContain("itemId: no path can have the id ..");
    expect(asked).toHaveLength(before);
  });

  it("copies a request as a command and as a call of the client", async () => {
    await open(films, { permissions: ["clipboard-read", "clipboard-write"] });
    const example = page.locator("#recommend-history");
    await example.getByRole("button", { name: "Copy as curl" }).click();
    await example.getByText("Copied.").waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    expect(command).toContain(`curl '${films.address}v1/recommendations'`);
    expect(await example.locator(".snippet").textContent()).toBe(command);
    await example.getByRole("button", { name: "Copy as JavaScript" }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("await client.recommend({");
  });

  it("shows what to copy where the browser refuses to", async () => {
    await open(films);
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    const example = page.locator("#popularItems-plain");
    await example.getByRole("button", { name: "Copy as curl" }).click();
    expect(await example.locator("[role=status]").textContent()).toContain("select the text below");
    expect(await example.locator(".snippet").textContent()).toBe(`curl '${films.address}v1/popular?k=5'`);
  });

  it("says so where the service cannot be reached", async () => {
    await open(films);
    await page.route("**/v1/popular*", (route) => route.abort());
    const example = page.locator("#popularItems-plain");
    await example.getByRole("button", { name: "Run" }).click();
    expect(await example.locator("[data-state=failed]").textContent()).toContain("The service cannot be reached");
  });

  it("shows where no model can be loaded, with the reason as text", async () => {
    await open(broken);
    expect(await page.locator(".notice").first().textContent()).toContain("artefact/<b>.safetensors: expected it");
    expect(await page.locator("#recommend-history textarea").inputValue()).toContain('"item-1"');
    await page.locator("#live-plain").getByRole("button", { name: "Run" }).click();
    await page.locator("#live-plain [data-state=answered]").waitFor();
    await page.screenshot({ path: `${screenshots}docs-no-model.png` });
  });

  it.each([
    ["without the files of the page", () => bare, true],
    ["without scripts", () => films, false],
  ])("can be read %s", async (name, server, javaScriptEnabled) => {
    await open(server(), { javaScriptEnabled });
    expect(await page.locator("#recommend-history textarea").inputValue()).toContain('"history"');
    expect(await page.getByText("Examples run where the files").count()).toBe(1);
    expect(await page.getByRole("button").count()).toBe(0);
    await page.screenshot({ path: `${screenshots}docs-${name.replaceAll(" ", "-")}.png` });
  });

  it("is used with the keyboard alone", async () => {
    await open(films);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the routes");
    await page.keyboard.press("Enter");
    let seen = "";
    for (let turn = 0; turn < 12 && seen !== "Run"; turn++) {
      await page.keyboard.press("Tab");
      seen = await page.evaluate(() => document.activeElement?.textContent ?? "");
    }
    expect(seen).toBe("Run");
    await page.keyboard.press("Enter");
    await page.locator("#recommendForUser-plain [data-state=answered]").waitFor();
  });

  it.each([
    ["wide", "light", WIDE],
    ["wide", "dark", WIDE],
    ["narrow", "light", NARROW],
    ["narrow", "dark", NARROW],
  ] as const)("has names, contrast and room: %s, %s", async (name, colorScheme, viewport) => {
    await open(films, { colorScheme, viewport });
    for (const id of ["recommend-history", "boughtTogether-plain"]) {
      await page.locator(`#${id}`).getByRole("button", { name: "Run" }).click();
      await page.locator(`#${id} .status:not([data-state=waiting]):not(:empty)`).waitFor();
    }
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: `${screenshots}docs-${name}-${colorScheme}-top.png` });
    await page.evaluate(() => document.querySelector("#recommend")?.scrollIntoView());
    await page.screenshot({ path: `${screenshots}docs-${name}-${colorScheme}.png` });
    await page.evaluate(() => document.querySelector("#boughtTogether")?.scrollIntoView());
    await page.screenshot({ path: `${screenshots}docs-${name}-${colorScheme}-refused.png` });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details:not(.example)")) details.setAttribute("open", "");
    });
    expect(await page.evaluate(faintTexts)).toEqual([]);
    expect(await page.evaluate(unnamed)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  });
});
