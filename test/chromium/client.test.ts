import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as client from "../../src/client.ts";
import { createApp } from "../../worker/app.ts";
import { clientBundle } from "../client/bundle.ts";
import { type Service, serveApp } from "../client/shop.ts";
import { createFakeRecommender } from "../workerd/fake-recommender.ts";
import { findChromium, launchChromium } from "./chromium.ts";

const executablePath = findChromium();

/** What the page offers to the test. */
interface ClientPage {
  readonly nearedge: typeof client;
}

describe.skipIf(executablePath === undefined)("the client in a page of Chromium", () => {
  let browser: Browser;
  let open: Service;
  let closed: Service;
  let page: { readonly url: string; close(): void };

  beforeAll(async () => {
    const log = (_: string, error: unknown) => expect.fail(String(error));
    const recommenders = async () => createFakeRecommender();
    open = await serveApp(createApp({ recommenders, log, origins: "*" }));
    closed = await serveApp(createApp({ recommenders, log, origins: ["https://elsewhere.example"] }));
    page = await servePage(await clientBundle());
    browser = await launchChromium(executablePath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of [page, open, closed]) server?.close();
  });

  /** Runs a function in a page of another origin than the services; it sees what the client exports. */
  async function inPage<Result>(run: (url: string) => Promise<Result>, url: string): Promise<Result> {
    const tab = await browser.newPage();
    try {
      await tab.goto(page.url);
      await tab.waitForFunction(() => "nearedge" in globalThis);
      return await tab.evaluate(run, url);
    } finally {
      await tab.close();
    }
  }

  it("asks a service of another origin, by GET and by POST", async () => {
    const found = await inPage(async (url) => {
      const { createClient } = (globalThis as unknown as ClientPage).nearedge;
      const asking = createClient(url);
      const lists = [await asking.recommend({ history: ["a"], k: 1 }), await asking.similar("ü%", { k: 1 })];
      return lists.map(({ items }) => items.map(({ itemId }) => itemId));
    }, open.url);
    expect(found).toEqual([["b/c"], ["a"]]);
  });

  it("asks the origin of the page by a relative address", async () => {
    const found = await inPage(async () => {
      const { createClient } = (globalThis as unknown as ClientPage).nearedge;
      const error = await createClient("/")
        .live()
        .catch((reason: Error) => reason);
      return String(error);
    }, "");
    expect(found).toContain(
      `AnswerError: GET ${page.url}/health/live: expected JSON of a NearEdge service, got status 200`,
    );
  });

  it("says NetworkError where the browser keeps the answer from the page, and TimeoutError or the reason where it ends", async () => {
    const found = await inPage(async (url) => {
      const { createClient } = (globalThis as unknown as ClientPage).nearedge;
      const nameOf = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.name);
      const asking = createClient(url, { retries: 0 });
      const silent = createClient(url, { fetch: (_, { signal }) => fetch("/silence", { signal: signal ?? null }) });
      const aborted = new AbortController();
      setTimeout(() => aborted.abort(), 20);
      return Promise.all([
        nameOf(asking.live()),
        nameOf(silent.live({ timeoutMs: 30 })),
        nameOf(silent.live({ signal: aborted.signal })),
      ]);
    }, closed.url);
    expect(found).toEqual(["NetworkError", "TimeoutError", "AbortError"]);
  });
});

/** A page with the client, and an address that never answers. */
async function servePage(code: string): Promise<{ url: string; close(): void }> {
  const html =
    '<!doctype html><title>client</title><script type="module">import * as nearedge from "/client.js"; globalThis.nearedge = nearedge;</script>';
  const server = createServer(({ url }, response) => {
    if (url === "/silence") return;
    const type = url === "/client.js" ? "text/javascript" : "text/html";
    response.writeHead(200, { "Content-Type": type }).end(url === "/client.js" ? code : html);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
