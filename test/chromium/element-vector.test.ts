import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { recommenderOf } from "../../src/load-recommender.ts";
import { datasetFrom, trainArtefact } from "../../src/node-training.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { createApp } from "../../worker/app.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { type Service, serveApp } from "../client/shop.ts";
import { findChromium, launchChromium } from "./chromium.ts";
import { elementPage, eventually } from "./element/driver.ts";
import { shopFiles } from "./element/shop-artefact.ts";
import { openSite, type Site } from "./element/site.ts";
import { interactionsOf } from "./training/data.ts";

const executablePath = findChromium();
const KINDS_AND_REST = 16;
/** Whoever wants stoves (kind 3), and ropes (kind 4) a little. */
const VECTOR = Array.from({ length: KINDS_AND_REST }, (_, lane) => (lane === 3 ? 0.7 : lane === 4 ? 0.1 : 0.01 * lane));
const TEXT = JSON.stringify(VECTOR);
const FULL = `vector="${TEXT}"`;

describe.skipIf(executablePath === undefined)("the vector of <near-edge> in Chromium", () => {
  let site: Site;
  let service: Service;
  let browser: Browser;
  let node: Recommender;
  let page: Page | undefined;

  beforeAll(async () => {
    const files = await shopFiles(64);
    node = await recommenderOf(await decodeFiles(files));
    const data = await datasetFrom(interactionsOf("implicit"), "implicit");
    site = await openSite();
    site.put("artefact", files);
    site.put("weights", (await trainArtefact(data, { model: "ease", head: "none" })).files);
    const log = (_: string, error: unknown) => expect.fail(String(error));
    service = await serveApp(createApp({ recommenders: async () => node, log, origins: "*" }));
    browser = await launchChromium(executablePath ?? "");
  });
  afterEach(async () => {
    await page?.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    service?.close();
  });

  const open = async (markup: string) => {
    const opened = await elementPage(browser, site);
    page = opened.page;
    await opened.insert(markup);
    return opened;
  };
  /** The attribute of a source. */
  const source = (from: string): string => (from === "local" ? 'src="/artefact/"' : `edge="${service.url}"`);
  const answered = (request: Parameters<Recommender["recommend"]>[0]) =>
    JSON.parse(JSON.stringify(node.recommend({ fields: ["image", "link", "price"], ...request }).items));

  it.each(["local", "edge"])("lists by a vector in place of the history, which is not listed: %s", async (from) => {
    site.asked.length = 0;
    const { listed } = await open(`<near-edge ${source(from)} ${FULL} history="p3,p12" k="5"></near-edge>`);
    const { items, fallback } = await listed();
    expect(items).toEqual(answered({ vector: VECTOR, history: ["p3", "p12"], k: 5 }));
    expect(items).not.toEqual(answered({ history: ["p3", "p12"], k: 5 }));
    expect(fallback).toBeUndefined();
    // What a vector needs is little code, not the whole engine.
    expect(site.asked.filter((path) => path.includes("whole-engine"))).toEqual([]);
  });

  it.each(["local", "edge"])("takes what a network gives, as a property, and null for none: %s", async (from) => {
    const { page, heard, listed } = await open(`<near-edge ${source(from)} history="p5" k="4"></near-edge>`);
    const before = (await listed()).items;
    const seen = await page.evaluate((vector) => {
      const element = document.querySelector("near-edge");
      if (element) element.vector = Float32Array.from(vector);
      return element?.vector;
    }, VECTOR);
    expect(seen).toEqual([...Float32Array.from(VECTOR)]);
    await eventually(async () => (await heard("list")).length).toBe(2);
    const exact = Float32Array.from(VECTOR);
    expect((await listed()).items).toEqual(answered({ vector: [...exact], history: ["p5"], k: 4 }));
    const gone = await page.evaluate(() => {
      const element = document.querySelector("near-edge");
      if (element) element.vector = null;
      return [element?.vector, element?.hasAttribute("vector")];
    });
    expect(gone).toEqual([undefined, false]);
    await eventually(async () => (await heard("list")).length).toBe(3);
    expect((await listed()).items).toEqual(before);
  });

  it.each(["local", "edge"])("takes out of its list what the visitor has an opinion of: %s", async (from) => {
    const { page, heard, listed } = await open(
      `<near-edge ${source(from)} ${FULL} exclude="p3" k="4" buttons></near-edge>`,
    );
    const ids = (await listed()).items.map(({ itemId }) => itemId);
    await page.locator("[data-action=like]").nth(2).click();
    await eventually(async () => (await heard("like")).length).toBe(1);
    await page.locator("[data-action=dislike]").first().click();
    await eventually(async () => (await heard("list")).length).toBe(2);
    const exclude = ["p3", ids[2] ?? "", ids[0] ?? ""];
    expect((await listed()).items).toEqual(answered({ vector: VECTOR, exclude, k: 4 }));
    expect(await heard("error")).toEqual([]);
  });

  const UNREAD = "^attribute vector: expected an array of finite numbers in JSON, got ";
  it.each<[string, string, string, string, RegExp]>([
    ...[
      ["0.5,1", "Unexpected .* JSON"],
      ["[0.5,NaN]", "Unexpected token 'N'"],
      ["[0.5,null]", "null at place 1"],
      ['["0.5"]', "0.5 at place 0"],
      ["[1e999]", "Infinity at place 0"],
      ['{"0":0.5}', '{"0":0.5}'],
    ].map(([given, got]): [string, string, string, string, RegExp] => [
      ...([`the text ${given}`, "local", `vector='${given}'`, "bad-attribute"] as const),
      new RegExp(UNREAD + got),
    ]),
    ["items like one", "local", `${FULL} similar-to="p3"`, "bad-attribute", /^attribute vector: .* beside similar-to/],
    ...["local", "edge"].flatMap((from): [string, string, string, string, RegExp][] => [
      ["two numbers", from, 'vector="[0.5,1]"', "bad-vector", /expected an array of 16 numbers.*got one of 2$/],
      ["no number", from, 'vector="[]"', "bad-vector", /expected an array of 16 numbers.*got one of 0$/],
      ["likes", from, `${FULL} likes="p1"`, "conflicting-vector", /without `likes`/],
      ["dislikes", from, `${FULL} dislikes="p1"`, "conflicting-vector", /without `dislikes`/],
      ["reasons", from, `${FULL} explain`, "conflicting-vector", /without `explain`/],
    ]),
  ])("says what is the matter: %s, %s", async (_, from, attributes, code, message) => {
    const { heard, said } = await open(`<near-edge ${source(from)} ${attributes}></near-edge>`);
    await eventually(async () => (await heard("error")).length).toBe(1);
    const [error] = await heard("error");
    expect(error?.detail).toEqual({ code, message: expect.stringMatching(message), fatal: true });
    expect(said.filter((line) => line.startsWith("thrown"))).toEqual([]);
    expect(await heard("list")).toEqual([]);
  });

  it("says that a Float32Array has no number at a place", async () => {
    const { page, heard, listed } = await open('<near-edge src="/artefact/"></near-edge>');
    await listed();
    await page.evaluate(() => {
      const element = document.querySelector("near-edge");
      if (element) element.vector = Float32Array.of(0.5, Number.NaN);
    });
    await eventually(async () => (await heard("error")).map(({ detail }) => detail.code)).toEqual(["bad-attribute"]);
    expect((await heard("error"))[0]?.detail.message).toMatch(/^attribute vector: .*NaN/);
  });

  it("says that a model has no factors", async () => {
    const { heard } = await open(`<near-edge src="/weights/" ${FULL}></near-edge>`);
    await eventually(async () => (await heard("error")).map(({ detail }) => detail.code)).toEqual([
      "unsupported-vector",
    ]);
  });
});
