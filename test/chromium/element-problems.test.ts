import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium } from "./chromium.ts";
import { elementPage, eventually, type OpenedPage } from "./element/driver.ts";
import { shopFiles } from "./element/shop-artefact.ts";
import { openSite, type Site } from "./element/site.ts";

const executablePath = findChromium();

const json = (value: unknown) => ({ type: "application/json", body: JSON.stringify(value) });

describe.skipIf(executablePath === undefined)("<near-edge>, where something is the matter", () => {
  let site: Site;
  let browser: Browser;
  let page: Page | undefined;

  beforeAll(async () => {
    const files = await shopFiles(64);
    site = await openSite();
    site.put("artefact", files);
    site.put("next-version", files);
    const manifest = files.find(({ name }) => name === "manifest.json");
    const read = JSON.parse(new TextDecoder().decode(manifest?.bytes));
    site.answer("/next-version/manifest.json", json({ ...read, formatVersion: 99 }));
    site.answer("/web-page/manifest.json", { type: "text/html", body: "<!doctype html><title>Shop</title>" });
    for (const { name, bytes } of files) {
      const isManifest = name === "manifest.json";
      const page = { type: "text/html", body: "<!doctype html><title>Shop</title>" };
      site.answer(`/web-shards/${name}`, isManifest ? { type: "application/json", body: bytes } : page);
    }
    site.answer("/v1/model", json({ columns: read.columns }));
    site.answer("/v1/recommendations", json(edgeAnswer));
    browser = await launchChromium(executablePath ?? "");
  });
  afterEach(async () => {
    await page?.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const edgeAnswer = {
    recommendationId: "from-the-edge",
    items: [{ itemId: "p1", score: 1, title: "From the edge" }],
    fallback: { reason: "empty-history", message: "" },
    unknownItemIds: [],
  };

  const open = async (markup: string, prepare?: (page: Page) => Promise<unknown>): Promise<OpenedPage> => {
    const opened = await elementPage(browser, site, {}, prepare);
    page = opened.page;
    await opened.insert(markup);
    return opened;
  };

  it.each<[string, string, string, RegExp]>([
    ["no src", "", "no-source", /expected the attribute src .* or edge .*; got none/],
    ["no src for a local engine", 'edge="/" mode="local"', "no-source", /expected the attribute src/],
    [
      "no artefact",
      'src="/nowhere/"',
      "missing-manifest",
      /\/nowhere\/manifest.json: expected a file of an artefact, got status 404/,
    ],
    [
      "an artefact of another version",
      'src="/next-version/"',
      "unsupported-format-version",
      /this code reads 1 to \d+, got 99/,
    ],
    [
      "a page in place of the manifest",
      'src="/web-page/"',
      "missing-manifest",
      /^\/web-page\/manifest.json: expected a file of an artefact, got status 200, text\/html/,
    ],
    ["a page in place of a shard", 'src="/web-shards/"', "missing-shard", /got status 200, text\/html/],
    [
      "k out of range",
      'src="/artefact/" k="0"',
      "bad-attribute",
      /attribute k: expected a whole number from 1 to 1000, got 0/,
    ],
    ["k that is no number", 'src="/artefact/" k="six"', "bad-attribute", /attribute k: .* got NaN/],
    [
      "a filter that is no JSON",
      'src="/artefact/" filter="{price"',
      "bad-attribute",
      /attribute filter: expected JSON/,
    ],
    ...["null", "5", "[]", '"tent"'].map((filter): [string, string, string, RegExp] => [
      `a filter that is no object, ${filter}`,
      `src="/artefact/" filter='${filter}'`,
      "bad-attribute",
      /attribute filter: expected JSON, an object/,
    ]),
    [
      "a filter on a column that is not there",
      `src="/artefact/" filter='{"colour": "red"}'`,
      "unknown-filter-column",
      /colour/,
    ],
    ["a field that is not there", 'src="/artefact/" fields="colour"', "unknown-field-column", /colour/],
    [
      "a list that is no JSON",
      'src="/artefact/" history="[1,"',
      "bad-attribute",
      /attribute history: expected ids with commas/,
    ],
    [
      "a list of something else",
      `src="/artefact/" history='["p1", null]'`,
      "bad-attribute",
      /attribute history: expected ids .* got null in the array/,
    ],
    ["an edge that is no address", 'edge="http://["', "bad-attribute", /attribute edge: expected the address/],
    [
      "an unknown mode",
      'src="/artefact/" mode="cloud"',
      "bad-attribute",
      /attribute mode: expected local, edge or auto, got cloud/,
    ],
    ["an unknown item", 'src="/artefact/" similar-to="p999"', "unknown-item", /p999/],
    [
      "diversity out of range",
      'src="/artefact/" diversity="2"',
      "bad-attribute",
      /attribute diversity: .* from 0 to 1, got 2/,
    ],
    ["reasons of similar items", 'src="/artefact/" similar-to="p1" explain', "bad-attribute", /attribute explain/],
    ["an edge that does not answer", 'edge="http://127.0.0.1:1/"', "network", /127.0.0.1:1/],
    ["an edge that is something else", 'edge="/web-page/"', "unexpected-answer", /./],
  ])("says what it is: %s", async (_, attributes, code, message) => {
    const { page, heard, said } = await open(`<near-edge ${attributes}></near-edge>`);
    await eventually(async () => (await heard("error")).length).toBe(1);
    const [error] = await heard("error");
    expect(error?.detail).toEqual({ code, message: expect.stringMatching(message), fatal: true });
    expect(said.filter((line) => line.startsWith(`error <near-edge>: ${code}: `))).toHaveLength(1);
    expect(said.filter((line) => line.startsWith("thrown"))).toEqual([]);
    expect(await page.locator("near-edge").innerText()).toContain("Recommendations are not available at the moment.");
    expect(await page.locator("near-edge").getAttribute("aria-busy")).toBeNull();
    expect(await heard("list")).toEqual([]);
  });

  it("shows a team's own words instead, and a list as soon as the attribute is right", async () => {
    const { page, heard } = await open(
      '<near-edge src="/nowhere/"><template slot="error"><p>Ask us in the shop.</p></template></near-edge>',
    );
    await eventually(() => page.locator("near-edge .near-edge-message").innerText()).toBe("Ask us in the shop.");
    await page.evaluate(() => document.querySelector("near-edge")?.setAttribute("src", "/artefact/"));
    await eventually(async () => (await heard("list")).length).toBe(1);
    expect(await page.locator("near-edge .near-edge-message").innerText()).toBe("");
    expect((await heard("list"))[0]?.detail.items).toHaveLength(6);
  });

  it("tries a folder again that had no artefact a moment ago", async () => {
    const { page, heard } = await open('<near-edge src="/soon/"></near-edge>');
    await eventually(async () => (await heard("error")).length).toBe(1);
    site.put("soon", await shopFiles(16));
    await page.evaluate(() => document.querySelector("near-edge")?.refresh());
    expect(await heard("list")).toHaveLength(1);
  });

  it("lists without ids that the catalogue does not have, and names them once", async () => {
    const { page, listed, said, heard } = await open('<near-edge src="/artefact/" history="gone,p3,lost"></near-edge>');
    expect((await listed()).unknownItemIds).toEqual(["gone", "lost"]);
    await page.evaluate(() => document.querySelector("near-edge")?.refresh());
    expect(said.filter((line) => line.startsWith("warning near-edge: "))).toEqual([
      "warning near-edge: ids that the catalogue does not have: gone, lost",
    ]);
    expect(await heard("error")).toEqual([]);
  });

  it("names the first ten of many ids that the catalogue does not have", async () => {
    const history = Array.from({ length: 25 }, (_, at) => `gone${at}`);
    const { said, listed } = await open(`<near-edge src="/artefact/" history="${history}"></near-edge>`);
    await listed();
    expect(said.filter((line) => line.startsWith("warning near-edge: "))).toEqual([
      `warning near-edge: ids that the catalogue does not have: ${history.slice(0, 10).join(", ")} and 15 more`,
    ]);
  });

  it("refuses to like what is no id, and goes on", async () => {
    const { page, listed } = await open('<near-edge src="/artefact/" history="p3" remember="ids"></near-edge>');
    await listed();
    const said = await page.evaluate(async () => {
      const element = document.querySelector("near-edge");
      const given = [undefined, null, 5, {}, ""] as unknown as string[];
      return Promise.all(given.map((id) => element?.like(id).then(String, (error: Error) => error.message)));
    });
    const got = ["undefined", "null", "5", "[object Object]", ""];
    expect(said).toEqual(got.map((value) => `itemId: expected an id, got ${value}`));
    await page.evaluate(() => document.querySelector("near-edge")?.refresh());
    expect((await listed()).items).toHaveLength(6);
  });

  it("says what a page lacks whose policy refuses WebAssembly, and asks the edge instead", async () => {
    const policy = (opened: Page) =>
      opened.route("**/", async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(), "content-security-policy": "script-src 'self'" };
        return route.request().resourceType() === "document"
          ? route.fulfill({ response, headers })
          : route.fulfill({ response });
      });
    const { page, heard } = await open('<near-edge src="/artefact/"></near-edge>', policy);
    await eventually(async () => (await heard("error")).map(({ detail }) => detail.code)).toEqual(["kernel-refused"]);
    expect((await heard("error"))[0]?.detail.message).toContain("expected 'wasm-unsafe-eval' in script-src");
    await page.evaluate(() => document.querySelector("near-edge")?.setAttribute("edge", "/"));
    await eventually(async () => (await heard("list")).map(({ detail }) => detail.from)).toEqual(["edge"]);
  });

  it("lists without keeping anything in a frame that may not store", async () => {
    const { listed } = await open('<near-edge src="/artefact/" offline></near-edge>', (opened) =>
      opened.addInitScript(() =>
        Object.defineProperty(globalThis, "caches", {
          get: () => {
            throw new DOMException("no", "SecurityError");
          },
        }),
      ),
    );
    expect((await listed()).items).toHaveLength(6);
  });

  it.each([
    ["no WebAssembly", () => Reflect.deleteProperty(globalThis, "WebAssembly")],
    ["WebAssembly without SIMD", () => Object.assign(WebAssembly, { validate: () => false })],
  ])("asks the edge where the browser has %s, and says so where there is no edge", async (_, lack) => {
    const { page, heard } = await open('<near-edge src="/artefact/"></near-edge>', (opened) =>
      opened.addInitScript(lack),
    );
    await eventually(async () => (await heard("error")).map(({ detail }) => detail.code)).toEqual(["simd-missing"]);
    await page.evaluate(() => document.querySelector("near-edge")?.setAttribute("edge", "/"));
    await eventually(async () => (await heard("list")).length).toBe(1);
    expect((await heard("list"))[0]?.detail).toMatchObject({ from: "edge", recommendationId: "from-the-edge" });
    expect(await page.locator(".near-edge-title").innerText()).toBe("From the edge");
  });

  it.each([
    [
      "refuses it",
      () =>
        (IDBFactory.prototype.open = () => {
          throw new DOMException("no", "SecurityError");
        }),
    ],
    ["has none", () => Object.defineProperty(globalThis, "indexedDB", { get: () => undefined })],
    [
      "has no room",
      () =>
        (IDBObjectStore.prototype.put = () => {
          throw new DOMException("full", "QuotaExceededError");
        }),
    ],
  ])("goes on in memory where the browser %s storage, and says so once", async (_, refuse) => {
    const { page, heard, listed, said } = await open(
      '<near-edge src="/artefact/" history="p3" k="3" buttons remember></near-edge>',
      (opened) => opened.addInitScript(refuse),
    );
    const { items } = await listed();
    await page.locator("[data-action=dislike]").first().click();
    await eventually(async () => (await heard("list")).length).toBe(2);
    expect((await listed()).items.map(({ itemId }) => itemId)).not.toContain(items[0]?.itemId);
    await page.locator("[data-action=like]").first().click();
    await eventually(async () => (await heard("like")).length).toBe(1);
    const errors = await heard("error");
    expect(errors.map(({ detail }) => [detail.code, detail.fatal])).toEqual([["storage-refused", false]]);
    expect(said.filter((line) => line.startsWith("warning <near-edge>: storage-refused"))).toHaveLength(1);
    expect(said.filter((line) => line.startsWith("thrown"))).toEqual([]);
  });

  it("forgets what was kept before there was no more room", async () => {
    const markup = '<near-edge src="/artefact/" history="p3" k="3" remember="full"></near-edge>';
    const opened = await open(markup);
    await opened.listed();
    await opened.page.evaluate(async () => {
      const element = document.querySelector("near-edge");
      await element?.like("p11");
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
      await element?.like("p19");
      await element?.forget();
    });
    expect((await opened.heard("error")).map(({ detail }) => detail.code)).toEqual(["storage-refused"]);
    await opened.page.reload();
    await opened.insert(markup);
    await opened.page.evaluate(() => document.querySelector("near-edge")?.like("p27"));
    expect((await opened.heard("like"))[0]?.detail.taste).toEqual({ likes: ["p27"], dislikes: [] });
  });

  it("answers without a network from what was kept, after a reload", async () => {
    // The browser's own cache has nothing of this folder.
    site.put("fresh", await shopFiles(64));
    const markup = '<near-edge src="/fresh/" history="p3" k="4" offline></near-edge>';
    const opened = await open(markup);
    const { items } = await opened.listed();
    await opened.page.context().setOffline(true);
    await opened.page.goto(site.address);
    site.asked.length = 0;
    await opened.insert(markup);
    expect((await opened.listed()).items).toEqual(items);
    expect(site.asked).toEqual([]);
    // Without the attribute nothing is there.
    await opened.page.goto(site.address);
    await opened.insert(markup.replace("offline", ""));
    await eventually(async () => (await opened.heard("error")).map(({ detail }) => detail.code)).toEqual([
      "unreadable-file",
    ]);
  });

  it("keeps the files of the newest artefact alone", async () => {
    site.put("changing", await shopFiles(16));
    const { page, listed } = await open('<near-edge src="/changing/" offline></near-edge>');
    await listed();
    const kept = () =>
      page.evaluate(async () => {
        const requests = await (await caches.open("near-edge")).keys();
        return requests
          .map(({ url }) => new URL(url).pathname)
          .filter((path) => path.startsWith("/changing/"))
          .sort();
      });
    const before = await kept();
    const changed = await shopFiles(24);
    site.put("changing", changed);
    await page.evaluate(() => caches.open("near-edge").then((cache) => cache.delete("/changing/manifest.json")));
    await page.reload();
    await page.evaluate(async () => {
      await fetch("/changing/manifest.json", { cache: "reload" });
      document.body.insertAdjacentHTML("beforeend", '<near-edge src="/changing/" offline></near-edge>');
    });
    await listed();
    const after = await kept();
    expect(before).toHaveLength(2);
    expect(after).toEqual(
      changed
        .filter(({ name }) => /manifest|safetensors$/.test(name))
        .map(({ name }) => `/changing/${name}`)
        .sort(),
    );
  });

  it("leaves alone what was kept of folders below and of the kernels", async () => {
    site.put("shops", await shopFiles(16));
    site.put("shops/books", await shopFiles(24));
    site.answer("/shops/kernels.wasm", { body: "binary" });
    const { page, listed } = await open('<near-edge src="/shops/books/" offline></near-edge>');
    await listed();
    const kept = () => page.evaluate(async () => (await (await caches.open("near-edge")).keys()).map(({ url }) => url));
    const before = await kept();
    await page.reload();
    await page.evaluate(async () => {
      await (await caches.open("near-edge")).add("/shops/kernels.wasm");
      document.body.insertAdjacentHTML("beforeend", '<near-edge src="/shops/" offline></near-edge>');
    });
    await listed();
    expect(before).toHaveLength(3);
    expect(await kept()).toEqual(expect.arrayContaining([...before, `${site.address}shops/kernels.wasm`]));
  });
});
