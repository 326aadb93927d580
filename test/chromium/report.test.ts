import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { profileDataset } from "../../src/data/profile.ts";
import { compareReport } from "../../src/evaluation/reports/compare-report.ts";
import { exploreReport } from "../../src/evaluation/reports/explore-report.ts";
import { renderReport } from "../../src/evaluation/reports/page.ts";
import { contrast } from "../../src/evaluation/reports/palette.ts";
import type { ReportContent } from "../../src/evaluation/reports/types.ts";
import { sampleReport, withLosses } from "../evaluation/reports-sample.ts";
import { findChromium, launchChromium } from "./chromium.ts";

const executablePath = findChromium();
if (executablePath === undefined) {
  process.stderr.write("test/chromium: skipped, no Chromium or Chrome found; set CHROME_PATH to its executable\n");
}
const screenshots = fileURLToPath(new URL("../../.nearedge/screenshots/", import.meta.url));

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };
const MARKUP = `<script>window.hit = 1</script><img src=x onerror="window.hit = 1">`;

const CONTENTS: Readonly<Record<string, ReportContent>> = {
  compare: compareReport(
    { ...sampleReport(), results: sampleReport().results.map(withLosses) },
    { name: MARKUP, note: "simulated audience" },
  ),
  explore: exploreReport(exploredProfile()),
};

/** Every second user rates every second item, on one day each. */
function exploredProfile() {
  const rows = Array.from({ length: 600 }, (_, row) => ({
    userId: `u${row % 30}`,
    itemId: `i${Math.floor(row / 30) * 2 + (row % 2)}`,
    value: 1 + (row % 5),
    timestamp: row * 40_000,
  }));
  const interactions = interactionsFrom(rows, "explicit");
  return profileDataset({
    name: MARKUP,
    note: "",
    interactions,
    items: { itemIds: interactions.itemIds, titles: [], categories: new Map(), numbers: new Map(), texts: new Map() },
    fingerprint: "0".repeat(64),
    report: {
      rowsRead: rows.length,
      badRows: 0,
      badRowExamples: [],
      duplicatesMerged: 0,
      catalogueOnlyItems: 0,
      uncataloguedItems: 0,
    },
  });
}

describe.skipIf(executablePath === undefined)("a report in Chromium", () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  let faults: string[];
  let requests: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nearedge-report-"));
    for (const [name, content] of Object.entries(CONTENTS)) {
      await writeFile(join(folder, `${name}.html`), await renderReport(content));
    }
    browser = await launchChromium(executablePath ?? "");
    await mkdir(screenshots, { recursive: true });
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    await page.context().close();
  });

  async function open(name: string, options: BrowserContextOptions = {}): Promise<string> {
    const context = await browser.newContext({ viewport: WIDE, offline: true, ...options });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    faults = [];
    requests = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => faults.push(message.text()));
    page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}`));
    page.on("request", (request) => requests.push(request.url()));
    const address = pathToFileURL(join(folder, `${name}.html`)).href;
    await page.goto(address, { waitUntil: "load" });
    return address;
  }

  /** Colours of shown text and of what lies behind it, as #rrggbb; one entry for each pair of colours. */
  async function textColours(): Promise<{ text: string; behind: string; example: string }[]> {
    return page.evaluate(() => {
      const hex = (colour: string): string => {
        const parts = colour.match(/[\d.]+/g)?.map(Number) ?? [];
        return `#${parts
          .slice(0, 3)
          .map((part) => Math.round(part).toString(16).padStart(2, "0"))
          .join("")}`;
      };
      const isClear = (colour: string): boolean => colour === "rgba(0, 0, 0, 0)" || colour === "none";
      const behindText = (element: Element | null): string => {
        for (let one = element; one; one = one.parentElement) {
          const { backgroundColor } = getComputedStyle(one);
          if (!isClear(backgroundColor)) return hex(backgroundColor);
        }
        return "#ffffff";
      };
      const pairs = new Map<string, { text: string; behind: string; example: string }>();
      for (const element of document.querySelectorAll(
        "h1, h2, h3, p, li, a, th, td, strong, caption, figcaption, summary, svg text",
      )) {
        const box = element.getBoundingClientRect();
        const example = element.textContent?.trim() ?? "";
        if (box.width === 0 || example === "") continue;
        let behind = behindText(element);
        if (element.closest("svg")) {
          // Cells are drawn before their text, so what is painted under its middle is the last shape that covers it.
          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          for (const shape of element.closest("svg")?.querySelectorAll(".mark-rect path") ?? []) {
            const area = shape.getBoundingClientRect();
            const { fill } = getComputedStyle(shape);
            const covers = area.left < x && x < area.right && area.top < y && y < area.bottom;
            if (covers && !isClear(fill)) behind = hex(fill);
          }
        }
        const style = getComputedStyle(element);
        const text = hex(element.closest("svg") ? style.fill : style.color);
        pairs.set(text + behind, { text, behind, example });
      }
      return [...pairs.values()];
    });
  }

  const names = Object.keys(CONTENTS);

  it.each(names)("opens %s offline, asks for nothing, and runs nothing", async (name) => {
    const address = await open(name);
    expect(requests).toEqual([address]);
    expect(faults).toEqual([]);
    expect(await page.evaluate(() => Reflect.get(window, "hit"))).toBeUndefined();
    expect(await page.locator("h1").textContent()).toContain(MARKUP);
    expect(await page.locator("svg").count()).toBeGreaterThan(3);
  });

  it.each(names.flatMap((name) => [[name, "light"] as const, [name, "dark"] as const]))(
    "%s can be read in %s",
    async (name, colorScheme) => {
      await open(name, { colorScheme });
      const colours = await textColours();
      expect(colours.length).toBeGreaterThan(3);
      for (const { text, behind, example } of colours) {
        expect(contrast(text, behind), `${example}: ${text} on ${behind}`).toBeGreaterThanOrEqual(4.5);
      }
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(paper).toBe(colorScheme === "light" ? "rgb(253, 251, 247)" : "rgb(18, 25, 28)");
      expect(faults).toEqual([]);
    },
  );

  it.each(
    names.flatMap((name) => [
      [name, "narrow", NARROW] as const,
      [name, "medium", { width: 640, height: 900 }] as const,
      [name, "wide", WIDE] as const,
    ]),
  )("%s fits a %s window, with one drawing of each chart", async (name, size, viewport) => {
    for (const colorScheme of ["light", "dark"] as const) {
      await open(name, { viewport, colorScheme });
      await page.screenshot({ path: `${screenshots}report-${name}-${size}-${colorScheme}.png`, fullPage: true });
      if (colorScheme === "light") await page.context().close();
    }
    const layout = await page.evaluate(() => ({
      // Tables that scroll without a remark that says so; what is folded away has no width.
      unsaid: [...document.querySelectorAll("section .scroll")].flatMap((frame) => {
        const hint = frame.previousElementSibling;
        const said = hint?.classList.contains("hint") && hint.getBoundingClientRect().height > 0;
        return frame.scrollWidth > frame.clientWidth && !said ? [frame.getAttribute("aria-label")] : [];
      }),
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      cut: [...document.querySelectorAll("svg text")].flatMap((text) => {
        const { left, right, width } = text.getBoundingClientRect();
        return width > 0 && (left < 0 || right > document.documentElement.clientWidth) ? [text.textContent] : [];
      }),
      shown: [...document.querySelectorAll("figure")].map(
        (figure) => [...figure.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().width > 0).length,
      ),
    }));
    expect(layout.overflow).toBeLessThanOrEqual(0);
    expect(layout.unsaid).toEqual([]);
    expect(layout.cut).toEqual([]);
    expect(new Set(layout.shown)).toEqual(new Set([1]));
  });

  it("keeps the folds folded away until they are asked for, and then says that they scroll", async () => {
    await open("compare", { viewport: NARROW });
    const folds = page.locator("section").filter({ hasText: "Every figure of every fold" });
    expect(await folds.locator("table").isVisible()).toBe(false);
    await folds.getByText("Every figure of every fold").click();
    expect(await folds.locator("table").isVisible()).toBe(true);
    expect((await folds.locator(".hint").boundingBox())?.height).toBeGreaterThan(10);
  });

  it("names each drawing for those who cannot see it, and opens its figures by keyboard", async () => {
    await open("compare");
    const forest = page.getByRole("img", { name: /^Difference in rmse with its 95\s% interval/ });
    expect(await forest.count()).toBe(2);
    const summary = page.locator("details summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("details[open] table").first().isVisible()).toBe(true);
  });

  it("prints light, whatever the reader's screen has", async () => {
    await open("compare", { colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(28, 36, 38)");
    expect((await page.pdf({ format: "A4" })).byteLength).toBeGreaterThan(1000);
  });
});
