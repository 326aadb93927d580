import { beforeAll, describe, expect, it } from "vitest";
import { ArtefactError } from "../../src/errors.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { trainArtefact } from "../../src/model-registry.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { createApp } from "../../worker/app.ts";
import { CONTENT_SECURITY_POLICY } from "../../worker/docs-page.ts";
import { exampleFacts } from "../../worker/examples/facts.ts";
import { ROUTES } from "../../worker/routes.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { smallDataset } from "../pins/small-data.ts";
import { documentedExamples, expectAsPromised } from "./documented-examples.ts";
import { HOSTILE_COLUMNS, HOSTILE_IDS, hostileDataset } from "./hostile-data.ts";

const silent = { log: () => undefined, origins: "*" } as const;

async function trained(dataset: Awaited<ReturnType<typeof smallDataset>>, model: string): Promise<Recommender> {
  const { files } = await trainArtefact(dataset, { model, head: "none" }, { seed: 3 });
  return recommenderOf(await decodeFiles(files));
}

/** The texts of all elements of this kind, as a browser would read them. */
function contents(page: string, tag: string): string[] {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
  return [...page.matchAll(new RegExp(`<${tag}\\b[^>]*>(.*?)</${tag}>`, "gs"))].map(([, text = ""]) =>
    text.replaceAll(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => entities[name] ?? ""),
  );
}

describe("examples", () => {
  it("are there for every route, with names of their own, whatever is known of the model", async () => {
    const model = await trained(await smallDataset(), "popularity");
    for (const facts of [exampleFacts(undefined, false), exampleFacts(model, true)]) {
      for (const { operationId, examples } of ROUTES) {
        const made = examples(facts);
        expect(made.length, operationId).toBeGreaterThan(0);
        for (const { name, summary } of made) expect(`${name} ${summary}`, operationId).toMatch(/^[a-z]+(-[a-z]+)* \S/);
        expect(new Set(made.map(({ name }) => name)).size, operationId).toBe(made.length);
      }
    }
  });

  it("stand in the document one for one", async () => {
    const model = await trained(await smallDataset(), "popularity");
    const app = createApp({ ...silent, recommenders: async () => model });
    const documented = (await documentedExamples(app)).map(({ operation, name }) => `${operation} ${name}`);
    const facts = exampleFacts(model, false);
    const made = ROUTES.flatMap((route) => route.examples(facts).map(({ name }) => `${route.operationId} ${name}`));
    expect(documented.toSorted()).toEqual(made.toSorted());
  });

  it("take popular items that differ, a value that some have, and the middle of a column", async () => {
    const { items, filter, boost, userId, fields } = exampleFacts(
      await trained(await smallDataset(), "popularity"),
      false,
    );
    // Every item has the tag "all"; of the others each has one of four.
    expect(new Set(items.map((id) => Number(id.slice(1)) % 4)).size).toBe(4);
    expect(filter).toMatchObject({ tags: expect.stringMatching(/^(drama|comedy|crime|western)$/) });
    expect(boost).toBe("if(year >= 2000, 1.5, 1)");
    expect(fields).toEqual(["tags", "year"]);
    expect(userId).toBe("user-1");
    const model = await trained(await smallDataset(), "popularity");
    const columns = { ...model.manifest.columns, texts: ["overview", "image", "link"] };
    const shown = exampleFacts({ ...model, manifest: { ...model.manifest, columns } }, false).fields;
    expect(shown).toEqual(["tags", "year", "image", "link"]);
  });

  it("name a user only where the deployment names users", async () => {
    const model = await trained(await smallDataset(), "implicit-als");
    for (const showsSimilarUsers of [false, true]) {
      const app = createApp({ ...silent, recommenders: async () => model, showsSimilarUsers });
      for (const path of ["/openapi.json", "/docs"]) {
        expect((await (await app.request(path)).text()).includes('"u0"'), path).toBe(showsSimilarUsers);
      }
    }
  });

  it("are of the model that answers now", async () => {
    let model = await trained(await smallDataset(), "popularity");
    const app = createApp({ ...silent, recommenders: async () => model });
    expect(await (await app.request("/openapi.json")).text()).toContain('"i');
    model = await trained(await hostileDataset(), "popularity");
    expect(await (await app.request("/openapi.json")).text()).toContain(JSON.stringify(HOSTILE_IDS[3]));
  });
});

describe("examples of ids and columns that mean something elsewhere", () => {
  let model: Recommender;
  beforeAll(async () => {
    model = await trained(await hostileDataset(), "implicit-als");
  });

  it("are answered as they promise", async () => {
    const app = createApp({ ...silent, recommenders: async () => model, showsSimilarUsers: true });
    for (const example of await documentedExamples(app)) await expectAsPromised(app, example);
  });

  it("leave out ids that no path can have, and columns that a filter cannot name", async () => {
    const { items, filter, boost } = exampleFacts(model, false);
    // The fourth has the value of the second.
    expect(items).toEqual([1, 2, 3, 5].map((place) => HOSTILE_IDS[place]));
    expect(Object.keys(filter)).toEqual([HOSTILE_COLUMNS.texts[2]]);
    expect(boost).toContain('column("or") >= ');
  });

  it("are text in the page", async () => {
    const page = await (await createApp({ ...silent, recommenders: async () => model }).request("/docs")).text();
    expect(page.match(/<script\b[^>]*>/g)).toEqual(['<script type="module" src="docs.js" blocking="render">']);
    expect(page).not.toMatch(/<(img|i|b|h4)\b/);
    for (const place of [1, 2, 3, 5]) expect(contents(page, "code")).toContain(HOSTILE_IDS[place]);
    const bodies = contents(page, "textarea").map((text) => JSON.parse(text) as { history?: string[] });
    expect(bodies[0]?.history).toEqual(expect.arrayContaining([HOSTILE_IDS[1]]));
  });
});

describe("the page", () => {
  it("allows scripts and styles of its own origin alone, and has none in itself", async () => {
    const model = await trained(await smallDataset(), "popularity");
    const response = await createApp({ ...silent, recommenders: async () => model }).request("/docs");
    expect(response.headers.get("Content-Security-Policy")).toBe(CONTENT_SECURITY_POLICY);
    expect(CONTENT_SECURITY_POLICY).not.toContain("unsafe");
    expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self';");
    const page = await response.text();
    expect(CONTENT_SECURITY_POLICY).toContain("style-src 'self';");
    expect(page).not.toMatch(/<style|\sstyle=/);
  });

  it("is there without a model, says why, and is asked for again", async () => {
    const failing = () => Promise.reject(new ArtefactError("missing-shard", "artefact/<b>: expected a file"));
    const logged: string[] = [];
    const app = createApp({ recommenders: failing, log: (event) => logged.push(event), origins: "*" });
    const response = await app.request("/docs");
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const page = await response.text();
    expect(page).toContain("artefact/&lt;b&gt;: expected a file");
    expect(page).toContain("item-1");
    // What the deployment refuses it refuses whatever the model.
    expect(page.match(/Refused here with \d+ [a-z-]+/g)).toEqual(["Refused here with 403 similar-users-off"]);
    const document = await app.request("/openapi.json");
    expect(document.headers.get("Cache-Control")).toBe("no-store");
    expect(JSON.stringify(await document.json())).toContain('"item-1"');
    expect(logged).toEqual(["model-unavailable", "model-unavailable"]);
  });
});
