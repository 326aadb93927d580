import { describe, expect, it } from "vitest";
import { createEdgeClient } from "../../web/logic/edge-client.ts";

const ANSWER = {
  model: { name: "m", version: "v1" },
  recommendationId: "r",
  items: [
    { itemId: "a", score: 2, title: "A" },
    { itemId: "b", score: 1 },
  ],
  reranked: true,
  unknownItemIds: ["zzz"],
  work: { itemsScored: 7, itemsExcluded: 0, itemsReranked: 2 },
};

function clientThat(answers: (address: string, init: RequestInit) => Promise<Response> | Response, timeoutMs = 1000) {
  return createEdgeClient({
    origin: "",
    timeoutMs,
    fetch: async (address, init) => answers(String(address), init ?? {}),
  });
}

const never = new AbortController().signal;

describe("the client of the edge", () => {
  it("posts the request and reads the answer", async () => {
    let sent: [string, unknown] | undefined;
    const client = clientThat((address, init) => {
      sent = [address, JSON.parse(String(init.body))];
      return Response.json(ANSWER);
    });
    const request = { history: ["x"], exclude: ["y"], k: 5, rerank: false, filter: { domain: "film" } };
    expect(await client.recommend(request, never)).toEqual({
      items: ANSWER.items,
      fallback: undefined,
      reranked: true,
      unknownItemIds: ["zzz"],
      work: ANSWER.work,
      version: "v1",
    });
    expect(sent).toEqual(["/v1/recommendations", request]);
  });

  it("sends no filter where there is none", async () => {
    let body = "";
    const client = clientThat((_, init) => {
      body = String(init.body);
      return Response.json(ANSWER);
    });
    await client.recommend({ history: [], k: 5, filter: undefined }, never);
    expect(JSON.parse(body)).toEqual({ history: [], k: 5 });
  });

  it("reads why an answer is not personal", async () => {
    const client = clientThat(() => Response.json({ ...ANSWER, fallback: { reason: "empty-history", message: "…" } }));
    expect((await client.recommend({}, never)).fallback).toBe("empty-history");
  });

  it("escapes the item's id in the address of similar works", async () => {
    let asked = "";
    const client = clientThat((address) => {
      asked = address;
      return Response.json(ANSWER);
    });
    await client.similar({ itemId: "a/b?c", k: 3 }, never);
    expect(asked).toBe("/v1/items/a%2Fb%3Fc/similar?k=3");
  });

  it("reads reasons, and leaves out what is none", async () => {
    const because = [
      { itemId: "x", share: 0.6, title: "X" },
      { source: "popularity", share: 0.4 },
      { share: 1 },
      "why",
    ];
    const client = clientThat(() => Response.json({ ...ANSWER, items: [{ itemId: "a", score: 1, because }] }));
    const { items } = await client.recommend({ explain: true }, never);
    expect(items[0]?.because).toEqual([
      { itemId: "x", share: 0.6 },
      { source: "popularity", share: 0.4 },
    ]);
  });

  it("asks for what is bought together, and for what the model can do", async () => {
    const asked: string[] = [];
    const able = { explain: true, diversity: "categories", history: false, similar: false, boughtTogether: true };
    const capabilities = { ...able, more: 1 };
    const client = clientThat((address) => {
      asked.push(address);
      return Response.json({ ...ANSWER, capabilities });
    });
    await client.boughtTogether({ itemId: "a", k: 3 }, never);
    const { more, ...known } = capabilities;
    expect(await client.abilities(never)).toEqual(known);
    expect(asked).toEqual(["/v1/items/a/bought-together?k=3", "/v1/model"]);
    const old = clientThat(() => Response.json({}));
    expect(await old.abilities(never)).toEqual({
      ...{ explain: false, diversity: "none", history: true, similar: true, boughtTogether: false },
    });
  });

  it("asks for predictions and reads the ratings", async () => {
    let sent: [string, unknown] | undefined;
    const client = clientThat((address, init) => {
      sent = [address, JSON.parse(String(init.body))];
      return Response.json({ items: [{ itemId: "a", predictedRating: 4.25, title: "A" }], unknownItemIds: ["b"] });
    });
    const request = { history: ["x", { itemId: "y", value: 2 }], items: ["a", "b"] };
    expect(await client.predict(request, never)).toEqual(new Map([["a", 4.25]]));
    expect(sent).toEqual(["/v1/predictions", request]);
    const scores = clientThat(() => Response.json({ items: [{ itemId: "a", score: 1 }] }));
    await expect(scores.predict(request, never)).rejects.toMatchObject({ code: "edge-answer" });
  });

  it("passes on the code and the detail of a problem document", async () => {
    const client = clientThat(() => Response.json({ title: "Bad", detail: "k is 0", code: "bad-k" }, { status: 400 }));
    await expect(client.recommend({}, never)).rejects.toMatchObject({ code: "bad-k", message: "k is 0" });
  });

  it("names the status of an error page that is not JSON", async () => {
    const client = clientThat(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    await expect(client.recommend({}, never)).rejects.toMatchObject({ code: "http-502" });
  });

  it.each([
    ["a page instead of JSON", new Response("<!doctype html>")],
    ["no items", Response.json({ items: 3 })],
    ["an item without a score", Response.json({ items: [{ itemId: "a" }] })],
  ])("refuses %s", async (_, response) => {
    await expect(clientThat(() => response).recommend({}, never)).rejects.toMatchObject({ code: "edge-answer" });
  });

  it("says that the edge is unreachable when the request fails", async () => {
    const client = clientThat(() => Promise.reject(new TypeError("network")));
    await expect(client.recommend({}, never)).rejects.toMatchObject({ code: "edge-unreachable" });
  });

  it("gives up after the time allowed", async () => {
    const client = clientThat((_, { signal }) => untilAborted(signal), 20);
    await expect(client.recommend({}, never)).rejects.toMatchObject({ code: "edge-timeout" });
  });

  it("rejects with the reason of the caller's signal", async () => {
    const controller = new AbortController();
    const client = clientThat((_, { signal }) => untilAborted(signal));
    const asked = client.recommend({}, controller.signal);
    controller.abort(new Error("overtaken"));
    await expect(asked).rejects.toThrow("overtaken");
  });
});

function untilAborted(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
