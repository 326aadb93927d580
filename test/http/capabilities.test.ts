import { beforeAll, describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { PACKED_MODEL_NAMES, trainArtefact } from "../../src/model-registry.ts";
import type { Capabilities } from "../../src/serving/capabilities.ts";
import { createApp } from "../../worker/app.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { smallDataset } from "../pins/small-data.ts";
import { documentedExamples, expectAsPromised } from "./documented-examples.ts";

const HISTORY = ["i0", "i4", "i8"];
const now = 1_700_000_000;

/** A request, and the code that it is refused with where the capabilities say so. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly body?: object;
  readonly refusedBy?: { readonly code: string; readonly unless: (able: Capabilities) => boolean };
}

/** A personal list with these fields; without a condition every model must take them. */
function fields(name: string, body: object, code?: string, unless: (able: Capabilities) => boolean = () => true): Case {
  const path = "/v1/recommendations";
  const request = { history: HISTORY, ...body };
  return { name, path, body: request, ...(code ? { refusedBy: { code, unless } } : {}) };
}

const CASES: readonly Case[] = [
  ...[fields("history", {}), fields("values", { history: [{ itemId: "i0", value: 5 }, "i1"] })],
  ...[fields("likes", { likes: ["i1"], history: [] }), fields("dislikes", { dislikes: ["i1"] })],
  fields("a strategy", { strategy: "average", likes: ["i1"] }, "unsupported-strategy", canBe("average")),
  fields("another", { strategy: "best", dislikes: ["i1"] }, "unsupported-strategy", canBe("best")),
  fields("explain", { explain: true }, "unsupported-explain", ({ explain }) => explain),
  fields("explain without a history", { explain: true, history: [] }, "unsupported-explain", ({ explain }) => explain),
  fields("an explained strategy", { explain: true, strategy: "best" }, "unsupported-strategy", canBe("best")),
  ...[fields("filter", { filter: { year: { min: 1990 } } }), fields("boost", { boost: "if(year > 2000, 2, 0.5)" })],
  ...[fields("exclude", { exclude: ["i1"] }), fields("excludeSeen", { excludeSeen: false, k: 40 })],
  fields("diversity", { diversity: 0.5 }, "unsupported-diversity", ({ diversity }) => diversity !== "none"),
  fields("diversity without a history", { diversity: 1, history: [] }, "unsupported-diversity", isDiverse),
  ...[fields("limits", { limits: [{ column: "year", atMost: 1 }] }), fields("fields", { fields: ["year"] })],
  fields("rotation", { rotation: { rate: 1, halfLife: 9 }, shown: [{ itemId: "i12", at: now }], now }),
  ...[fields("minScore", { minScore: 0.5 }), fields("fill none", { fill: "none" })],
  fields("fill popular", { fill: "popular", minScore: 0.5 }),
  fields("fill similar", { fill: "similar", minScore: 1 }, "unsupported-fill", ({ similar }) => similar),
  fields("fill similar of a full list", { fill: "similar", k: 1 }, "unsupported-fill", ({ similar }) => similar),
  fields("slots", { explore: { rate: 0.5, keep: 1 } }),
  fields("thompson", { explore: { rate: 1, method: "thompson" } }, "unsupported-explore", canDraw),
  fields("thompson without a history", { explore: { rate: 1, method: "thompson" }, history: [] }, ...drawing()),
  fields("attributes", { attributes: { sex: "f" }, history: [] }, "unknown-attribute", ({ attributes }) => attributes),
  ...[fields("rerank", { rerank: true }), fields("a page", { offset: 5, k: 3 })],
  { name: "rank", path: "/v1/rank", body: { history: HISTORY, items: ["i1", "i0", "i20"] } },
  { name: "predictions", path: "/v1/predictions", body: { history: HISTORY, items: ["i1"] } },
  ...["/v1/popular", "/v1/items/i0/similar", "/v1/latest?by=year", "/v1/users/u1/recommendations"].map(got),
  { ...got("/v1/popular?diversity=0.5"), refusedBy: { code: "unsupported-diversity", unless: isDiverse } },
  { ...got("/v1/latest"), refusedBy: { code: "unsupported-latest", unless: ({ latest }) => latest } },
  {
    ...got("/v1/items/i0/bought-together"),
    refusedBy: { code: "unsupported-bought-together", unless: ({ boughtTogether }) => boughtTogether },
  },
];

function canBe(strategy: "average" | "best") {
  return ({ strategies }: Capabilities): boolean => strategies.includes(strategy);
}
function isDiverse({ diversity }: Capabilities): boolean {
  return diversity !== "none";
}
function canDraw({ explore }: Capabilities): boolean {
  return explore.includes("thompson");
}
function drawing(): [string, typeof canDraw] {
  return ["unsupported-explore", canDraw];
}
function got(path: string): Case {
  return { name: path, path };
}

/** The artefact without categories, by which any model can tell that items are alike. */
function withoutCategories(artefact: Artefact): Artefact {
  return { ...artefact, items: { ...artefact.items, categories: new Map() } };
}

/** The artefact with nothing but ids and what the model keeps. */
function bare(artefact: Artefact): Artefact {
  const items = { ...artefact.items, titles: [], categories: new Map(), numbers: new Map() };
  const manifest = { ...artefact.manifest, columns: { categories: [], numbers: [] } };
  // One model is made of its users.
  const users = manifest.model.kind === "user-knn" ? artefact.users : undefined;
  return { ...artefact, items, users, texts: undefined, manifest };
}

/** The artefact with what training counts of items where it is asked to. */
function withCounts(artefact: Artefact): Artefact {
  const { size } = artefact.items.itemIds;
  const together = csrFromCoordinates(size, size, Uint32Array.of(0), Uint32Array.of(1), Float32Array.of(7));
  return { ...artefact, together, firstSeen: new Float64Array(size).fill(now) };
}

describe.each(PACKED_MODEL_NAMES)("the capabilities of %s", (model) => {
  let whole: Artefact;
  beforeAll(async () => {
    const { files } = await trainArtefact(await smallDataset(), { model, head: "none" }, { seed: 42 });
    whole = await decodeFiles(files);
  }, 120_000);

  it.each([
    ["as it is packed", (artefact: Artefact) => artefact],
    ["without categories", withoutCategories],
    ["with counts", withCounts],
  ])("foretell what is refused, %s", async (_, change) => {
    const recommender = await recommenderOf(change(whole));
    const logged: unknown[] = [];
    const app = createApp({
      recommenders: async () => recommender,
      log: (_event, error) => logged.push(error),
      origins: "*",
    });
    const described = (await (await app.request("/v1/model")).json()) as { capabilities: Capabilities };
    expect(described.capabilities).toEqual(recommender.capabilities);
    for (const { name, path, body, refusedBy } of CASES) {
      const response = await app.request(path, body && posted(body));
      const answer = (await response.json()) as Record<string, unknown>;
      const isRefused = refusedBy !== undefined && !refusedBy.unless(described.capabilities);
      const expected = isRefused ? { status: 400, code: refusedBy.code } : { status: 200 };
      expect({ status: response.status, code: answer.code, ...answer }, name).toMatchObject(expected);
      if (isRefused) {
        expect(answer.detail, name).toContain(recommender.manifest.model.kind);
        expect(answer.detail, name).toContain(refusedBy.code.replace(/^(unsupported|unknown)-/, ""));
      }
    }
    expect(logged).toEqual([]);
  });

  it.each([
    ["as it is packed", (artefact: Artefact) => artefact, false],
    ["with counts, where users are named", withCounts, true],
    ["without columns, users and titles", bare, true],
  ])("foretell which examples of the documentation are refused, %s", async (_, change, showsSimilarUsers) => {
    const recommender = await recommenderOf(change(whole));
    const logged: unknown[] = [];
    const log = (_event: string, error: unknown) => logged.push(error);
    const app = createApp({ recommenders: async () => recommender, log, origins: "*", showsSimilarUsers });
    const examples = await documentedExamples(app);
    for (const example of examples) await expectAsPromised(app, example);
    expect(logged).toEqual([]);
  });

  it("say whether a history and dislikes do anything", async () => {
    const recommender = await recommenderOf(whole);
    const { history, dislikes, similar } = recommender.capabilities;
    const asked = recommender.recommend({ history: HISTORY, k: 40 });
    expect(asked.fallback === "model-not-personal").toBe(!history);
    expect(recommender.similar({ itemId: "i0" }).fallback === "model-not-personal").toBe(!similar);
    const without = recommender.recommend({ history: HISTORY, exclude: ["i1", "i5"], k: 40 }).items;
    const disliked = recommender.recommend({ history: HISTORY, dislikes: ["i1", "i5"], k: 40 }).items;
    // Of so little data some models learn nothing that a dislike could count against.
    const canCount = dislikes !== "exclusion" && asked.fallback === undefined;
    if (canCount) expect(disliked).not.toEqual(without);
    else expect(disliked).toEqual(without);
  });
});

function posted(body: object): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
