import { describe, expect, it, vi } from "vitest";
import { ArtefactError, KernelError, RequestError } from "../../src/errors.ts";
import type { RecommendRequest } from "../../src/serving/types.ts";
import type { Answer } from "../../web/logic/answer.ts";
import type { EdgeClient } from "../../web/logic/edge-client.ts";
import { edgeOnlyReason, edgeOnlySentence } from "../../web/logic/edge-only.ts";
import { createItemLookup } from "../../web/logic/item-lists.ts";
import { initialPreferences } from "../../web/logic/preferences.ts";
import { createSession, type SessionOptions, type Snapshot } from "../../web/logic/session.ts";
import { createFakeRecommender, type FakeWork } from "./fake-recommender.ts";

const WORKS: readonly FakeWork[] = [
  { itemId: "noir-1", title: "Noir one", popularity: 1, tags: ["noir"], domain: "film" },
  { itemId: "noir-2", title: "Noir two", popularity: 2, tags: ["noir"], domain: "film" },
  { itemId: "jazz-1", title: "Jazz one", popularity: 3, tags: ["jazz"], domain: "album" },
  { itemId: "jazz-2", title: "Jazz two", popularity: 4, tags: ["jazz"], domain: "album" },
];

const ABILITIES = { explain: false, diversity: "none", history: true, similar: true, boughtTogether: true } as const;
const withoutHead = createFakeRecommender(WORKS);
const withHead = createFakeRecommender(WORKS, { head: true });

/** An edge whose answers the test hands out itself, in any order. */
function createHeldEdge() {
  const calls: { request: RecommendRequest; answer: (ids: readonly string[]) => void; fail: (error: Error) => void }[] =
    [];
  const predicted: (readonly string[])[] = [];
  const ask = (request: RecommendRequest): Promise<Answer> =>
    new Promise((resolve, reject) => {
      calls.push({
        request,
        answer: (ids) => resolve(answerOf(ids)),
        fail: reject,
      });
    });
  const edge: EdgeClient = {
    recommend: (request) => ask(request),
    similar: ({ itemId }) => ask({ history: [itemId] }),
    boughtTogether: ({ itemId }) => ask({ likes: [itemId] }),
    abilities: async () => ABILITIES,
    predict: async ({ items }) => {
      predicted.push(items);
      return new Map(items.map((itemId) => [itemId, 4.5]));
    },
  };
  return { edge, calls, predicted };
}

function answerOf(ids: readonly string[]): Answer {
  const items = ids.map((itemId) => ({ itemId, score: 1 }));
  return { items, fallback: undefined, reranked: false, unknownItemIds: [], work: { itemsScored: 4 }, version: "v" };
}

function start(options: Partial<SessionOptions> = {}) {
  const held = createHeldEdge();
  let clock = 0;
  const session = createSession({
    recommender: withoutHead,
    manifest: withoutHead.manifest,
    abilities: ABILITIES,
    preferences: initialPreferences(),
    edge: held.edge,
    loadHead: undefined,
    now: () => {
      clock += 1;
      return clock;
    },
    ...options,
  });
  const snapshots: Snapshot[] = [];
  session.start((snapshot) => snapshots.push(snapshot));
  return { session, calls: held.calls, predicted: held.predicted, snapshots };
}

const ids = (answer: Answer | undefined) => answer?.items.map((item) => item.itemId);

describe("a session in this browser", () => {
  it("begins with popular works and says that they are not personal", () => {
    const { session } = start();
    const { browser, edge } = session.snapshot();
    expect(ids(browser.answer)).toEqual(["jazz-2", "jazz-1", "noir-2", "noir-1"]);
    expect(browser.answer?.fallback).toBe("empty-history");
    expect(edge.status).toBe("off");
  });

  it("recommends at once for the likes and takes out what is not wanted", () => {
    const { session } = start();
    session.dispatch({ type: "like", itemId: "noir-1" });
    expect(ids(session.snapshot().browser.answer)?.[0]).toBe("noir-2");
    session.dispatch({ type: "dislike", itemId: "noir-2" });
    expect(ids(session.snapshot().browser.answer)).toEqual(["jazz-1", "jazz-2"]);
  });

  it("never asks the edge while the visitor wants the browser", () => {
    const { session, calls } = start();
    session.dispatch({ type: "like", itemId: "noir-1" });
    expect(calls).toEqual([]);
  });

  it("keeps the first duration apart from the median", () => {
    const { session } = start();
    session.dispatch({ type: "like", itemId: "noir-1" });
    expect(session.snapshot().browser.timing).toEqual({ firstMs: 1, medianMs: 1, count: 1 });
  });

  it("shows an engine's refusal beside the list it had", () => {
    const failing = {
      ...withoutHead,
      recommend: (request: RecommendRequest) => {
        if (request.k === 50) throw new RequestError("bad-filter", "no");
        return withoutHead.recommend(request);
      },
    };
    const { session } = start({ recommender: failing });
    session.dispatch({ type: "k", k: 50 });
    const { browser } = session.snapshot();
    expect([browser.status, browser.failure?.code, browser.answer?.items.length]).toEqual(["failed", "bad-filter", 4]);
  });
});

describe("a session with the edge", () => {
  it("asks the edge the same and shows both", async () => {
    const { session, calls } = start();
    session.dispatch({ type: "where", where: "both" });
    expect(session.snapshot().edge.status).toBe("waiting");
    calls[0]?.answer(["jazz-2", "jazz-1"]);
    await vi.waitFor(() => expect(session.snapshot().edge.status).toBe("ready"));
    expect(calls[0]?.request).toEqual({ history: [], k: 10, rerank: true });
    expect(session.snapshot().browser.status).toBe("ready");
  });

  it("drops an answer that a later request has overtaken", async () => {
    const { session, calls } = start();
    session.dispatch({ type: "where", where: "edge" });
    session.dispatch({ type: "like", itemId: "noir-1" });
    calls[1]?.answer(["noir-2"]);
    await vi.waitFor(() => expect(ids(session.snapshot().edge.answer)).toEqual(["noir-2"]));
    calls[0]?.answer(["jazz-2"]);
    await Promise.resolve();
    await Promise.resolve();
    expect(ids(session.snapshot().edge.answer)).toEqual(["noir-2"]);
  });

  it("goes on in the browser when the edge is unreachable, and asks again when told to", async () => {
    const { session, calls } = start();
    session.dispatch({ type: "where", where: "both" });
    calls[0]?.fail(new RequestError("edge-unreachable", "The edge could not be reached."));
    await vi.waitFor(() => expect(session.snapshot().edge.failure?.code).toBe("edge-unreachable"));
    expect(session.snapshot().browser.status).toBe("ready");
    session.retryEdge();
    expect(session.snapshot().edge.failure).toBeUndefined();
    calls[1]?.answer(["jazz-2"]);
    await vi.waitFor(() => expect(session.snapshot().edge.status).toBe("ready"));
  });

  it("turns the browser's list off when only the edge is wanted", () => {
    const { session } = start();
    session.dispatch({ type: "where", where: "edge" });
    expect(session.snapshot().browser).toMatchObject({ status: "off", answer: undefined });
  });
});

describe("a session with a head", () => {
  it("shows a list without the head first and re-ranks it when the head has come", async () => {
    const { session, snapshots } = start({ loadHead: async () => withHead });
    session.dispatch({ type: "like", itemId: "noir-1" });
    await vi.waitFor(() => expect(session.snapshot().head).toBe("ready"));
    expect(snapshots[0]?.browser.answer?.reranked).toBe(false);
    expect(session.snapshot().browser.answer?.reranked).toBe(true);
    expect(session.recommender()).toBe(withHead);
  });

  it("loads the head once, and not for a list from the edge alone", async () => {
    const loadHead = vi.fn(async () => withHead);
    const { session } = start({ loadHead });
    session.dispatch({ type: "k", k: 5 });
    await vi.waitFor(() => expect(session.snapshot().head).toBe("ready"));
    session.dispatch({ type: "k", k: 10 });
    expect(loadHead).toHaveBeenCalledTimes(1);
  });

  it("goes on without the head when it cannot be loaded", async () => {
    const { session } = start({ loadHead: () => Promise.reject(new Error("no SIMD")) });
    await vi.waitFor(() => expect(session.snapshot().head).toBe("failed"));
    session.dispatch({ type: "like", itemId: "noir-1" });
    const { browser, headFailure } = session.snapshot();
    expect([browser.status, browser.answer?.reranked, headFailure?.message]).toEqual(["ready", false, "no SIMD"]);
  });
});

describe("a session with a model of ratings", () => {
  const recommender = createFakeRecommender(WORKS, { ratings: true });

  it("says what the visitor is predicted to rate each work, also before anything is liked", () => {
    const { session } = start({ recommender });
    const ratings = () => [...(session.snapshot().browser.answer?.ratings ?? [])];
    expect(ratings()).toEqual(["jazz-2", "jazz-1", "noir-2", "noir-1"].map((itemId) => [itemId, 1]));
    session.dispatch({ type: "like", itemId: "noir-1" });
    expect(new Map(ratings())).toEqual(
      new Map([
        ["noir-2", 3],
        ["jazz-1", 4],
        ["jazz-2", 5],
      ]),
    );
  });

  it("asks the edge for the ratings of its list, which stands there before them", async () => {
    const { session, calls, predicted, snapshots } = start({ recommender });
    session.dispatch({ type: "where", where: "edge" });
    calls[0]?.answer(["jazz-2", "noir-1"]);
    await vi.waitFor(() => expect(session.snapshot().edge.answer?.ratings).toBeDefined());
    expect(predicted).toEqual([["jazz-2", "noir-1"]]);
    expect([...(session.snapshot().edge.answer?.ratings ?? [])]).toEqual([
      ["jazz-2", 4.5],
      ["noir-1", 4.5],
    ]);
    const ready = snapshots.filter(({ edge }) => edge.status === "ready");
    expect(ready.map(({ edge }) => edge.answer?.ratings !== undefined)).toEqual([false, true]);
  });

  it("shows the edge's list without ratings where they cannot be had", async () => {
    const { edge, calls } = createHeldEdge();
    const failing = { ...edge, predict: () => Promise.reject(new RequestError("http-404", "no such path")) };
    const { session } = start({ recommender, edge: failing });
    session.dispatch({ type: "where", where: "edge" });
    calls[0]?.answer(["jazz-2"]);
    await vi.waitFor(() => expect(session.snapshot().edge.status).toBe("ready"));
    await Promise.resolve();
    expect(session.snapshot().edge).toMatchObject({ status: "ready", failure: undefined });
    expect(session.snapshot().edge.answer?.ratings).toBeUndefined();
  });

  it("is told from one without, of which nobody asks for ratings", async () => {
    const { session, calls, predicted } = start();
    session.dispatch({ type: "where", where: "both" });
    calls[0]?.answer(["jazz-2"]);
    await vi.waitFor(() => expect(session.snapshot().edge.status).toBe("ready"));
    expect(session.snapshot().browser.answer?.ratings).toBeUndefined();
    expect(predicted).toEqual([]);
  });
});

describe("a session that begins with a taste", () => {
  it("computes its first list from it", () => {
    const preferences = { ...initialPreferences(), likes: ["noir-1"] };
    const { session } = start({ preferences });
    expect(ids(session.snapshot().browser.answer)?.[0]).toBe("noir-2");
  });

  it("asks for reasons and variety only where the model has them", () => {
    const preferences = { ...initialPreferences(), diversity: 0.5 };
    const asked = (abilities: SessionOptions["abilities"]) => {
      const requests: RecommendRequest[] = [];
      const recommend = (request: RecommendRequest) => {
        requests.push(request);
        return withoutHead.recommend(request);
      };
      start({ preferences, abilities, recommender: { ...withoutHead, recommend } });
      return { explain: requests[0]?.explain, diversity: requests[0]?.diversity };
    };
    expect(asked(ABILITIES)).toEqual({ explain: undefined, diversity: undefined });
    expect(asked({ ...ABILITIES, explain: true, diversity: "factors" })).toEqual({ explain: true, diversity: 0.5 });
  });
});

describe("looking up lists of an item", () => {
  it("knows what is bought together from both places", async () => {
    const { session } = start();
    session.dispatch({ type: "where", where: "both" });
    const { edge, calls } = createHeldEdge();
    const signal = new AbortController().signal;
    const { browser, edge: there } = createItemLookup(session, edge)("boughtTogether", "noir-1", signal);
    expect(browser && "answer" in browser && ids(browser.answer)?.[0]).toBe("jazz-2");
    calls[0]?.answer(["noir-2"]);
    expect(await there).toMatchObject({ answer: { items: [{ itemId: "noir-2" }] } });
  });

  it("answers from the browser at once and asks the edge only where it is wanted", async () => {
    const { session, calls } = start();
    const { edge } = createHeldEdge();
    const alone = createItemLookup(session, edge)("similar", "noir-1", new AbortController().signal);
    expect(alone.edge).toBeUndefined();
    expect(alone.browser && "answer" in alone.browser && ids(alone.browser.answer)?.[0]).toBe("noir-2");
    session.dispatch({ type: "where", where: "both" });
    expect(createItemLookup(session, edge)("similar", "noir-1", new AbortController().signal).edge).toBeInstanceOf(
      Promise,
    );
    expect(calls.length).toBe(1);
  });

  it("gives the reason where the engine refuses", () => {
    const { session } = start();
    const { browser } = createItemLookup(session, createHeldEdge().edge)(
      "similar",
      "nobody",
      new AbortController().signal,
    );
    expect(browser).toEqual({ failure: { code: "unknown-item", message: "nobody: no such item" } });
  });
});

describe("a session in a browser without an engine", () => {
  const explicit = { ...withHead.manifest, data: { ...withHead.manifest.data, feedback: "explicit" as const } };
  const edgeOnly = { recommender: undefined, manifest: withoutHead.manifest };

  it("asks the edge from the start, and nothing else", async () => {
    const { session, calls } = start(edgeOnly);
    expect(session.snapshot().preferences.where).toBe("edge");
    expect(session.snapshot().browser.status).toBe("off");
    calls[0]?.answer(["jazz-2", "noir-1"]);
    await vi.waitFor(() => expect(session.snapshot().edge.status).toBe("ready"));
    expect(ids(session.snapshot().edge.answer)).toEqual(["jazz-2", "noir-1"]);
    session.dispatch({ type: "like", itemId: "noir-1" });
    expect(calls[1]?.request.history).toEqual(["noir-1"]);
  });

  it("has no other place to choose", () => {
    const { session } = start(edgeOnly);
    for (const where of ["browser", "both", "edge"] as const) {
      session.dispatch({ type: "where", where });
      expect(session.snapshot().preferences.where).toBe("edge");
    }
  });

  it("lets the edge re-rank where the artefact has a head, which this browser does not load", () => {
    const { session, calls } = start({ ...edgeOnly, manifest: withHead.manifest });
    expect(session.snapshot().head).toBe("idle");
    expect(calls[0]?.request.rerank).toBe(true);
    expect(start(edgeOnly).session.snapshot().head).toBe("none");
  });

  it("asks for ratings where the data are ratings", async () => {
    const { session, calls, predicted } = start({ ...edgeOnly, manifest: explicit });
    calls[0]?.answer(["jazz-2"]);
    await vi.waitFor(() => expect(session.snapshot().edge.answer?.ratings?.get("jazz-2")).toBe(4.5));
    expect(predicted).toEqual([["jazz-2"]]);
  });

  it("looks similar works up at the edge alone", async () => {
    const { session } = start(edgeOnly);
    const { edge, calls } = createHeldEdge();
    const { browser, edge: asked } = createItemLookup(session, edge)("similar", "noir-1", new AbortController().signal);
    expect(browser).toBeUndefined();
    calls[0]?.answer(["noir-2"]);
    expect(await asked).toMatchObject({ answer: { items: [{ itemId: "noir-2" }] } });
  });
});

describe("what leaves everything to the edge", () => {
  it.each([
    [new KernelError("simd-missing", "kernels: …"), "This browser has no WebAssembly with SIMD"],
    [new ArtefactError("needs-private-files", "user-knn: …"), "This model is made of the histories of its users"],
  ])("is named for the visitor: %s", (thrown, beginning) => {
    const reason = edgeOnlyReason(thrown);
    expect(reason?.code).toBe(thrown.code);
    expect(reason && edgeOnlySentence(reason)).toContain(beginning);
    expect(reason && edgeOnlySentence(reason)).toContain("All lists come from the edge.");
  });

  it.each([
    new KernelError("kernel-missing", "kernels: …"),
    new ArtefactError("shard-checksum", "model-…"),
    new TypeError("toString"),
    { code: "toString" },
    undefined,
  ])("is no other failure: %s", (thrown) => {
    expect(edgeOnlyReason(thrown)).toBeUndefined();
  });
});
