import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestHarness } from "wrangler";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { type BuiltWorker, buildWorker, serveWorker } from "../built/worker.ts";
import { findChromium, launchChromium } from "./chromium.ts";
import { accessibilityFaults } from "./quality/accessibility.ts";
import { CATALOGUES, largeCatalogue } from "./quality/catalogues.ts";
import { keyboardFaults } from "./quality/keyboard.ts";
import { steadiness, unaskedShifts, watchSteadiness } from "./quality/steadiness.ts";
import { longestTasks } from "./quality/tasks.ts";

const executablePath = findChromium();
const say = (text: string): boolean => process.stderr.write(`test/chromium/page-quality: ${text}\n`);
if (executablePath === undefined) say("skipped, no Chromium or Chrome found; set CHROME_PATH to its executable");
for (const { name, files } of CATALOGUES) if (!files) say(`${name} skipped, its data are not there; set NEAREDGE_DATA`);

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const SIZES = [
  { size: "wide", viewport: WIDE },
  { size: "narrow", viewport: NARROW },
] as const;
const SCHEMES = ["light", "dark"] as const;

describe.skipIf(executablePath === undefined)("the page", () => {
  let folder: string;
  let browser: Browser;
  /** The worker is the same for all artefacts. */
  let bundle: BuiltWorker;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nearedge-quality-"));
    await build({
      configFile: fileURLToPath(new URL("../../web/vite.config.ts", import.meta.url)),
      build: { outDir: folder },
      logLevel: "error",
    });
    // The shop's pictures come after its page, from where its table of products says.
    await cp(fileURLToPath(new URL("../../examples/shop/public", import.meta.url)), folder, {
      recursive: true,
    });
    bundle = await buildWorker([], { page: folder });
    browser = await launchChromium(executablePath ?? "");
  });

  afterAll(async () => {
    await browser?.close();
    await bundle?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** Serves the page with this artefact for the tests of one block. */
  function serving(files: () => Promise<readonly EncodedFile[]>): () => string {
    let built: BuiltWorker;
    let server: TestHarness;
    let address = "";
    beforeAll(async () => {
      built = await buildWorker(await files(), { page: folder, bundle: bundle.bundle });
      const started = await serveWorker(built);
      server = started.server;
      address = started.url.href;
    });
    afterAll(async () => {
      await server?.close();
      await built?.remove();
    });
    return () => address;
  }

  /** Opens the page for a new visitor, does something with it, and closes it. */
  async function visit<T>(
    address: string,
    options: BrowserContextOptions,
    work: (page: Page) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext({ viewport: WIDE, ...options });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      await watchSteadiness(page);
      await page.goto(address);
      await settled(page);
      return await work(page);
    } finally {
      await context.close();
    }
  }

  describe.each(CATALOGUES.filter(({ files }) => files !== undefined))("with $name", ({ files }) => {
    const address = serving(files ?? (async () => []));

    it.each(SIZES.flatMap((size) => SCHEMES.map((colorScheme) => ({ ...size, colorScheme }))))(
      "has names, landmarks and contrast for everybody, $size and $colorScheme",
      async ({ viewport, colorScheme }) => {
        await visit(address(), { viewport, colorScheme, reducedMotion: "reduce" }, async (page) => {
          expect(await accessibilityFaults(page), "at first").toEqual([]);
          await like(page, 3);
          expect(await accessibilityFaults(page), "with likes").toEqual([]);
          await openAll(page);
          expect(await accessibilityFaults(page), "with all details").toEqual([]);
          await openItem(page);
          expect(await accessibilityFaults(page), "with an item").toEqual([]);
        });
      },
    );

    it.each(SIZES)("stays where it is while it loads and while people like, $size", async ({ viewport }) => {
      await visit(address(), { viewport }, async (page) => {
        const loading = unaskedShifts(await steadiness(page));
        expect.soft(loading, "while loading").toEqual([]);
        await like(page, 3);
        const all = unaskedShifts(await steadiness(page));
        expect(all.slice(loading.length), "while liking").toEqual([]);
      });
    });

    it.each(SIZES)("is reached by the keyboard in every part, and shows where the focus is, $size", async (size) => {
      await visit(address(), { viewport: size.viewport, reducedMotion: "reduce" }, async (page) => {
        const first = await keyboardFaults(page);
        expect(first, "at first").toEqual({ unreached: [], invisible: [], stops: first.stops });
        await like(page, 2);
        await openAll(page);
        const all = await keyboardFaults(page);
        expect(all, "with all details").toEqual({ unreached: [], invisible: [], stops: all.stops });
        expect(all.stops).toBeGreaterThan(10);
      });
    });

    it("moves nothing for those who asked for reduced motion", async () => {
      await visit(address(), { reducedMotion: "reduce" }, async (page) => {
        await page.evaluate(noteAnimations);
        await like(page, 2);
        expect(await page.evaluate(() => (globalThis as unknown as { moving: string[] }).moving)).toEqual([]);
      });
    });
  });

  describe("with 10,000 items", () => {
    const address = serving(() => largeCatalogue(10_000));

    it("says how long its main thread is busy at a time, and stays where it is", async () => {
      const context = await browser.newContext({ viewport: WIDE });
      const page = await context.newPage();
      await watchSteadiness(page);
      const loading = await longestTasks(page, async () => {
        await page.goto(address());
        await settled(page);
      });
      const liking = await longestTasks(page, () => like(page, 3));
      const watched = await steadiness(page);
      await context.close();
      for (const [what, { taskCount, longestMs, longestProcessorMs }] of Object.entries({ loading, liking })) {
        // No bound: the time of a task says as much about the machine and its other guests as about the page.
        say(
          `10,000 items, ${what}: longest task ${longestMs.toFixed(0)} ms, ` +
            `${longestProcessorMs.toFixed(0)} ms of the processor, of ${taskCount} tasks`,
        );
        expect(taskCount).toBeGreaterThan(10);
      }
      say(`10,000 items, long tasks seen by the page: ${watched.longTasksMs.map(Math.round).join(", ") || "none"} ms`);
      expect(unaskedShifts(watched)).toEqual([]);
    });
  });
});

/** Waits until the lists are there and nothing is awaited. */
async function settled(page: Page): Promise<void> {
  await page.locator('main [data-action="like"]').first().waitFor();
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
  await page.waitForTimeout(700);
}

/** Likes what the page offers first, one after the other, and waits for the lists. */
async function like(page: Page, count: number): Promise<void> {
  for (let liked = 0; liked < count; liked++) {
    await page.locator('main [data-action="like"][aria-pressed="false"]:visible').first().click();
    // What moves later than half a second after an input counts as unasked.
    await settled(page);
  }
}

/** Opens everything that is folded. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await settled(page);
}

/** Opens what the page says of the first listed item. */
async function openItem(page: Page): Promise<void> {
  await page.locator('main [data-action="open"]:visible').first().click();
  await page.getByRole("dialog").waitFor();
  await page.waitForTimeout(500);
}

/** Runs in the page: notes from now on, frame by frame, what moves for longer than an instant. */
function noteAnimations(): void {
  const INSTANT_MS = 20;
  const moving: string[] = [];
  Object.assign(globalThis, { moving });
  const look = (): void => {
    for (const { effect, playState } of document.getAnimations()) {
      const duration = Number(effect?.getComputedTiming().duration ?? 0);
      if (playState !== "running" || duration <= INSTANT_MS) continue;
      const target = effect instanceof KeyframeEffect ? effect.target : null;
      const name = target === null ? "?" : `${target.localName}.${[...target.classList].join(".")}`;
      if (!moving.includes(name)) moving.push(name);
    }
    requestAnimationFrame(look);
  };
  look();
}
