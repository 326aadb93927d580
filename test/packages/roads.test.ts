import { cp, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium } from "../chromium/chromium.ts";
import { run, serve } from "./child.ts";
import { packed } from "./packed.ts";
import { REGISTRY, sayWithoutRegistry } from "./registry.ts";
import { isCommand, type Step, stepsOf } from "./road.ts";
import { visiting } from "./visit.ts";

const MOST_COMMANDS = 15;
const SHOP = new URL("../../examples/shop/", import.meta.url);
const chromium = findChromium();
let browser: Browser;

beforeAll(async () => {
  if (REGISTRY && chromium !== undefined) browser = await launchChromium(chromium);
});
afterAll(() => browser?.close());

/** What a page with a list shows, by the start page that leads to it. */
const SHOWN: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  "start-embed": async (page) => {
    await page.waitForFunction(() => document.querySelectorAll("near-edge a[href^='/products/']").length >= 6);
    // A picture that is not there would be answered with the page.
    await page.waitForFunction(() => [...document.images].filter(({ naturalWidth }) => naturalWidth > 0).length >= 3);
  },
  "start-deploy": async (page) => {
    const titles = (await readFile(new URL("products.csv", SHOP), "utf8"))
      .split("\n")
      .map((row) => row.split(",")[1] ?? "");
    const shown = (known: readonly string[]) =>
      known.filter((title) => title.length > 5 && document.body.innerText.includes(title)).length >= 3;
    await page.waitForFunction(shown, titles, { timeout: 120_000 });
  },
};

/** Takes the steps in an empty folder beside the shop's files, up to where an account is needed; answers the seconds it took. */
async function take(name: string, steps: readonly Step[]): Promise<number> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "nearedge-road-"));
  const begun = performance.now();
  try {
    await cp(SHOP, folder, { recursive: true, filter: (path) => !/make-shop|README/.test(path) });
    for (const step of steps) {
      if (!isCommand(step)) await writeFile(join(folder, step.file), step.text);
      else if (step.command.startsWith("npx wrangler login")) break;
      else if (/ (preview|serve) /.test(step.command)) await look(name, folder, step.command);
      else await run(folder, "sh", ["-c", withTarballs(step.command)], 300_000);
    }
    return (performance.now() - begun) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function withTarballs(command: string): string {
  const { nearedge, cli } = packed();
  return command
    .replace(/\bnearedge@\S+/, pathToFileURL(nearedge).href)
    .replace(/\bnearedge-cli@\S+/, pathToFileURL(cli).href);
}

/** Runs a server as the page says, on a free port, and looks at what it shows. */
async function look(name: string, folder: string, command: string): Promise<void> {
  const server = await serve(folder, "sh", (port) => [
    "-c",
    command.replace(/--port \d+/, `--port ${port} --host 127.0.0.1`).replace(/(serve .*) --host 127\.0\.0\.1/, "$1"),
  ]);
  try {
    if (browser === undefined) return;
    await visiting(browser, server.address, async ({ page, problems }) => {
      await SHOWN[name]?.(page);
      expect(problems).toEqual([]);
    });
  } finally {
    await server.stop();
  }
}

sayWithoutRegistry("test/packages/roads.test.ts");
describe("the start pages", () => {
  it.each(["start-embed", "start-evaluate", "start-deploy"])("%s has at most 15 commands", async (name) => {
    const commands = (await stepsOf(new URL(`../../docs/${name}.md`, import.meta.url))).filter(isCommand);
    expect(commands.length).toBeGreaterThan(3);
    expect(commands.length).toBeLessThanOrEqual(MOST_COMMANDS);
  });

  it.skipIf(!REGISTRY).each(["start-embed", "start-evaluate", "start-deploy"])(
    "%s leads where it says, to the letter, from an empty folder",
    async (name) => {
      const seconds = await take(name, await stepsOf(new URL(`../../docs/${name}.md`, import.meta.url)));
      process.stderr.write(`${name}: ${seconds.toFixed(0)} s\n`);
    },
    900_000,
  );
});
