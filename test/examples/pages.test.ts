import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadRecommender } from "../../src/load-recommender.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { findChromium, launchChromium } from "../chromium/chromium.ts";
import { packed } from "../packages/packed.ts";
import { createProject, type Project } from "../packages/project.ts";
import { REGISTRY, sayWithoutRegistry } from "../packages/registry.ts";
import { visiting } from "../packages/visit.ts";

const pathOf = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
const executablePath = findChromium();
const runs = REGISTRY && executablePath !== undefined;
sayWithoutRegistry("test/examples/pages.test.ts");

let browser: Browser;
beforeAll(async () => {
  if (runs) browser = await launchChromium(executablePath);
});
afterAll(() => browser?.close());

/** The example as its README makes it, up to its server. */
async function prepared(name: string): Promise<Project> {
  const project = await createProject(pathOf(name), { nearedge: packed().nearedge, "nearedge-cli": packed().cli });
  await cp(pathOf("shop"), join(project.folder, "shop"), { recursive: true });
  await project.run("npm", ["run", "artefact"], 300_000);
  return project;
}

const onPort = (script: string, ...more: readonly string[]) => {
  return (port: number) => ["run", script, "--", "--port", String(port), ...more];
};
const idsOf = ({ items }: { readonly items: readonly { readonly itemId: string }[] }) =>
  items.map(({ itemId }) => itemId);
const shownIn = async (page: Page, selector: string): Promise<(string | null)[]> => {
  await page.waitForSelector(`${selector} [data-item-id]`);
  const cards = await page.locator(`${selector} [data-item-id]`).all();
  return Promise.all(cards.map((card) => card.getAttribute("data-item-id")));
};

describe.skipIf(!runs)("examples/vite-shop", () => {
  let project: Project;
  let node: Recommender;
  beforeAll(async () => {
    project = await prepared("vite-shop");
    await project.run("npm", ["run", "pictures"]);
    node = await loadRecommender(join(project.folder, "public/artefact"));
  }, 600_000);
  afterAll(() => project?.end());

  it.each(["dev", "preview"])("shows what customers also liked, and a list for the visitor (%s)", async (script) => {
    if (script === "preview") await project.run("npm", ["run", "build"]);
    const { address } = await project.serve("npm", onPort(script, "--host", "127.0.0.1", "--strictPort"));
    await visiting(browser, new URL("/products/TNT-01", address), async ({ page, problems }) => {
      const expected = idsOf(node.similar({ itemId: "TNT-01", k: 6 }));
      expect(await shownIn(page, "#also")).toEqual(expected);
      expect(await shownIn(page, "#for-you")).toEqual(idsOf(node.recommend({ history: ["TNT-01"], k: 6 })));
      await page.locator("#also .near-edge-title").first().click();
      await page.waitForURL(`**/products/${expected[0]}`);
      const history = ["TNT-01", expected[0] ?? ""];
      expect(await shownIn(page, "#for-you")).toEqual(idsOf(node.recommend({ history, k: 6 })));
      expect(problems).toEqual([]);
    });
  });
});

describe.skipIf(!runs)("examples/static-page", () => {
  let project: Project;
  beforeAll(async () => {
    project = await prepared("static-page");
  }, 600_000);
  afterAll(() => project?.end());

  it("shows a list without a bundler", async () => {
    const node = await loadRecommender(join(project.folder, "artefact"));
    const { address } = await project.serve("npm", onPort("start", "--host", "127.0.0.1"));
    await visiting(browser, address, async ({ page, problems }) => {
      const { items } = node.recommend({ history: ["TNT-01", "SLP-02"], k: 5 });
      expect(await shownIn(page, "near-edge")).toEqual(idsOf({ items }));
      expect(await page.locator(".card a").allTextContents()).toEqual(items.map(({ title }) => title));
      expect(problems).toEqual([]);
    });
  });
});

describe.skipIf(!runs)("examples/next-shop", () => {
  let project: Project;
  let node: Recommender;
  beforeAll(async () => {
    project = await prepared("next-shop");
    await project.run("npm", ["run", "pictures"]);
    node = await loadRecommender(join(project.folder, "public/artefact"));
    await project.run("npm", ["run", "build"], 600_000);
  }, 900_000);
  afterAll(() => project?.end());

  it("shows a list in a client component, and answers one from a route handler", async () => {
    const { address } = await project.serve("npm", onPort("start", "--hostname", "127.0.0.1"));
    await visiting(browser, new URL("/products/TNT-01", address), async ({ page, problems }) => {
      expect(await shownIn(page, "near-edge")).toEqual(idsOf(node.similar({ itemId: "TNT-01", k: 6 })));
      expect(await page.locator("h1").textContent()).toBe("Fellhaven Cairn One-Person Tent");
      expect(problems).toEqual([]);
    });
    const answer = await fetch(new URL("/api/recommendations?history=TNT-01,SLP-02&k=3", address));
    const expected = node.recommend({ history: ["TNT-01", "SLP-02"], k: 3, fields: ["price", "link"] });
    expect(await answer.json()).toEqual({ items: JSON.parse(JSON.stringify(expected.items)) });
    expect((await fetch(new URL("/api/recommendations?k=0", address))).status).toBe(400);
  });
});
