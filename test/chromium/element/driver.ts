import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import type { ListAnswer } from "../../../src/element.ts";
import type { ElementPage, Heard } from "./page/main.ts";
import type { Site } from "./site.ts";

/** The test page in a browser of its own. */
export interface OpenedPage {
  readonly page: Page;
  /** What the page wrote to its console, and what it threw. */
  readonly said: string[];
  insert(markup: string): Promise<void>;
  /** Events of a name, such as `list`, since the page was loaded. */
  heard(type: string): Promise<Heard[]>;
  /** The newest list, once there is one. */
  listed(): Promise<ListAnswer>;
}

/** What becomes true in time, on a machine that has other things to do. */
export const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000 });

/** Opens the page without any element. */
export async function elementPage(
  browser: Browser,
  site: Site,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<OpenedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(`${message.type()} ${message.text()}`));
  page.on("pageerror", (error) => said.push(`thrown ${error.message}`));
  await prepare(page);
  await page.goto(site.address);
  const heard = (type: string): Promise<Heard[]> =>
    page.evaluate(
      (name) =>
        (globalThis as unknown as { readonly elementPage: ElementPage }).elementPage.heard.filter(
          (one) => one.type === name,
        ),
      type,
    );
  return {
    ...{ page, said, heard },
    insert: async (markup) => {
      await page.waitForFunction(() => "elementPage" in globalThis);
      await page.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), markup);
    },
    listed: async () => {
      await page.waitForFunction(() =>
        (globalThis as unknown as { readonly elementPage: ElementPage }).elementPage.heard.some(
          ({ type, detail }) => type === "list" || detail.fatal === true,
        ),
      );
      const [error] = (await heard("error")).filter(({ detail }) => detail.fatal === true);
      if (error) throw new Error(`near-edge-error: ${error.detail.code}: ${error.detail.message}`);
      return (await heard("list")).at(-1)?.detail as unknown as ListAnswer;
    },
  };
}
