import { beforeAll, describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { PACKED_MODEL_NAMES, trainArtefact } from "../../src/model-registry.ts";
import { ITEM_ROWS } from "../../src/models/imported/dot.ts";
import type { OptionValues } from "../../src/models/option-specs.ts";
import { servedModel } from "../../src/models/served.ts";
import { matrixState } from "../../src/models/state.ts";
import { createRandom } from "../../src/random.ts";
import type { Capabilities } from "../../src/serving/capabilities.ts";
import { restoreRetrieval } from "../../src/serving/create-retrieval.ts";
import { gatherHistory } from "../../src/serving/history.ts";
import { createApp } from "../../worker/app.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { smallDataset } from "../pins/small-data.ts";
import { documentedExamples, expectAsPromised } from "./documented-examples.ts";

interface Problem {
  readonly code?: string;
  readonly status?: number;
  readonly detail?: string;
}

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

/** The catalogue of the others with vectors made elsewhere in place of their model. */
async function withVectors(options: OptionValues): Promise<Artefact> {
  const { files } = await trainArtefact(await smallDataset(), { model: "popularity" }, { seed: 42 });
  const whole = await decodeFiles(files);
  const random = createRandom(3);
  const width = options.bias === true ? 5 : 4;
  const rows = Float32Array.from({ length: whole.items.itemIds.size * width }, () => random.nextGaussian());
  const model = { kind: "dot", options: { factors: 4, ...options }, precision: "f32", factorCount: 0 } as const;
  return { ...whole, manifest: { ...whole.manifest, model }, state: matrixState(ITEM_ROWS, rows, width) };
}

const MADE_ELSEWHERE: Readonly<Record<string, OptionValues>> = {
  "dot, by means": { foldIn: "mean", normalise: true },
  "dot, by a ridge": { foldIn: "ridge", regularization: 1, bias: true },
  "dot, by vectors": { foldIn: "none" },
};

describe.each([...PACKED_MODEL_NAMES, ...Object.keys(MADE_ELSEWHERE)])("the capabilities of %s", (model) => {
  let whole: Artefact;
  beforeAll(async () => {
    const imported = MADE_ELSEWHERE[model];
    if (imported) {
      whole = await withVectors(imported);
      return;
    }
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

  it("say how long a vector is, which gives what the history gives that it comes of", async () => {
    const recommender = await recommenderOf(whole);
    const { vector: length } = recommender.capabilities;
    const { retrieval, served } = restoreRetrieval(whole, await kernelModule(), servedModel);
    const vectors = retrieval?.vectors;
    if (!vectors || length === 0) {
      expect([vectors?.factorCount ?? 0, length]).toEqual([0, 0]);
      return;
    }
    const history = HISTORY.map((itemId) => ({ itemId, value: 5 }));
    const { items, weights, sequence } = gatherHistory(whole, { history }, served);
    const vector = [...vectors.userFactors(items, weights, sequence).subarray(0, length)];
    const own = recommender.recommend({ history, k: 40 });
    const sent = recommender.recommend({ history, vector, k: 40 });
    if (own.fallback === undefined) {
      expect(sent.items.map(({ itemId }) => itemId)).toEqual(own.items.map(({ itemId }) => itemId));
      const scores = new Map(own.items.map(({ itemId, score }) => [itemId, score]));
      // A vector of length 1 that is scaled to length 1 is rounded once more.
      for (const { itemId, score } of sent.items) expect(score).toBeCloseTo(scores.get(itemId) ?? Number.NaN, 5);
    } else {
      expect(["no-signal", "no-vector"]).toContain(own.fallback);
    }
  });

  it("say what a vector is refused for", async () => {
    const recommender = await recommenderOf(whole);
    const { vector: length } = recommender.capabilities;
    const logged: unknown[] = [];
    const log = (_event: string, error: unknown) => logged.push(error);
    const app = createApp({ recommenders: async () => recommender, log, origins: "*" });
    const good = Array.from({ length: length || 4 }, (_, lane) => 1 / (lane + 1));
    const json = (value: unknown): string => JSON.stringify(value);
    const [first, ...others] = good;
    for (const [name, vector, code] of [
      ["right", json(good), undefined],
      ["empty", "[]", "bad-vector"],
      ["one more", json([...good, 0]), "bad-vector"],
      ["one less", json(others), "bad-vector"],
      ["1e39", json([1e39, ...others]), "bad-vector"],
      ["NaN, which JSON writes as null", json([Number.NaN, ...others]), "invalid-request"],
      ["1e999", `[1e999${others.map((value) => `,${value}`).join("")}]`, "invalid-request"],
      ["texts", json(good.map(String)), "invalid-request"],
      ["nested", json([[first], ...others]), "invalid-request"],
      ["twice nested", json([good]), "invalid-request"],
      ["a text", json(String(good)), "invalid-request"],
      ["a number", "1", "invalid-request"],
      ["an object", json({ ...good }), "invalid-request"],
      ["true", "[true]", "invalid-request"],
      ["longer than any", json(new Array(513).fill(0)), "invalid-request"],
    ] as const) {
      for (const [path, more] of [
        ["/v1/recommendations", ""],
        ["/v1/rank", ',"items":["i1","i2"]'],
        ["/v1/batch", undefined],
      ] as const) {
        const one = `"vector":${vector}${more ?? ',"verb":"recommend"'}`;
        const body = more === undefined ? `{"requests":[{${one}}]}` : `{${one}}`;
        const headers = { "Content-Type": "application/json" };
        const response = await app.request(path, { method: "POST", headers, body });
        const whole = (await response.json()) as Problem & { answers?: readonly { problem?: Problem }[] };
        const problem = whole.answers ? whole.answers[0]?.problem : whole;
        const expected = length === 0 && code !== "invalid-request" ? "unsupported-vector" : code;
        expect([problem?.code, problem?.status], `${path}: ${name}`).toEqual([expected, expected && 400]);
        if (expected) expect(problem?.detail, name).toMatch(/^vector(\[\d+\])?: .*(expected .*, got|cannot honour)/);
      }
    }
    expect(logged).toEqual([]);
  });

  it("say whether a history and dislikes do anything", async () => {
    const recommender = await recommenderOf(whole);
    const { history, dislikes, similar } = recommender.capabilities;
    const asked = recommender.recommend({ history: HISTORY, k: 40 });
    expect(["model-not-personal", "no-vector"].includes(asked.fallback ?? "")).toBe(!history);
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
