import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestHarness, type TestHarness } from "wrangler";
import { nearedge } from "../cli/nearedge.ts";
import { findChromium, launchChromium } from "./chromium.ts";

const executablePath = findChromium();
const SHOP = fileURLToPath(new URL("../../examples/shop/", import.meta.url));
/** Without it two of the shop's products have no picture that arrives. */
const TAKEN_OUT = "pictures/TNT-01.svg";

/** Draws by a style, and says in an attribute that its script has run. */
const SCRIPTED = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>rect { fill: red }</style><rect width="9" height="9"/>
<script>document.documentElement.setAttribute("data-run", "yes")</script></svg>`;

describe.skipIf(executablePath === undefined)("pictures of --public on the page", () => {
  let folder: string;
  let server: TestHarness;
  let address: string;
  let browser: Browser;
  let said: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nearedge-pictures-"));
    const [artefact, own, out] = ["artefact", "own", "site"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await cp(join(SHOP, "public"), own, { recursive: true });
    await rm(join(own, TAKEN_OUT));
    await writeFile(join(own, "scripted.svg"), SCRIPTED);
    const data = [join(SHOP, "orders.csv"), "--items", join(SHOP, "products.csv")];
    const trained = await nearedge(["train", ...data, "--out", artefact, "--head", "none"]);
    const made = await nearedge(["site", artefact, "--out", out, "--public", own]);
    expect([trained.status, made.status, made.stderr]).toEqual([0, 0, expect.any(String)]);
    said = made.stderr;
    server = createTestHarness({ workers: [{ configPath: join(out, "wrangler.toml") }] });
    address = (await server.listen()).url.href;
    browser = await launchChromium(executablePath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(["light", "dark"] as const)(
    "arrive, and a cover is drawn for the one that is missing (%s)",
    async (colorScheme) => {
      expect(said).toContain(`TNT-01 (/${TAKEN_OUT})`);
      const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
      try {
        const page = await context.newPage();
        const faults: string[] = [];
        page.on("pageerror", ({ message }) => faults.push(message));
        // Chromium itself reports every address that answers 404, and no page can keep it from that.
        page.on("console", (message) => {
          if (message.type() === "error" && !message.location().url.endsWith(TAKEN_OUT)) faults.push(message.text());
        });
        await page.goto(`${address}#taste?like=TNT-01&like=TNT-02`);
        const shelf = page.locator(".shelf-item");
        const widths = () =>
          shelf.locator("img").evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth > 0));
        await expect.poll(widths, { timeout: 10_000 }).toEqual([true]);
        expect(await shelf.locator("img").getAttribute("src")).toBe("/pictures/TNT-02.svg");
        expect(await shelf.locator(".cover-title").allTextContents()).toEqual(["Fellhaven Cairn One-Person Tent"]);
        expect(faults).toEqual([]);
      } finally {
        await context.close();
      }
    },
  );

  it("run no script where somebody opens a drawing itself, which is shown all the same", async () => {
    const page = await browser.newPage();
    try {
      await page.goto(new URL("/scripted.svg", address).href);
      const seen = await page.evaluate(() => {
        const fill = getComputedStyle(document.querySelector("rect") as Element).fill;
        return [fill, document.documentElement.getAttribute("data-run")];
      });
      expect(seen).toEqual(["rgb(255, 0, 0)", null]);
      expect(await page.evaluate(() => self.origin)).toBe("null");
    } finally {
      await page.close();
    }
  });
});
