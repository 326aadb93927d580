import { describe, expect, it, vi } from "vitest";
import { createClient, ProblemError } from "../../src/client.ts";
import { clientOfApp, errorOf } from "./fake-service.ts";

describe("a client of the app", () => {
  it("asks for a list with all fields, and gives the answer as it came", async () => {
    const { client, recommender, sent } = clientOfApp();
    const request = { history: ["a", { itemId: "x", value: 2 }], k: 2, filter: { year: { min: 1990 } }, rerank: false };
    const answer = await client.recommend(request);
    expect(answer.items).toEqual([
      { itemId: "b/c", score: 1, title: "First" },
      { itemId: "ü%", score: 0.75 },
    ]);
    expect(answer.unknownItemIds).toEqual(["x"]);
    expect(recommender.requests).toEqual([request]);
    expect(sent[0]?.url).toBe("https://service.example/v1/recommendations");
    expect(sent[0]?.init).toMatchObject({ method: "POST", headers: { "content-type": "application/json" } });
  });

  it("writes fields of a query as the service reads them", async () => {
    const { client, recommender } = clientOfApp();
    const request = {
      ...{ k: 2, rerank: true, exclude: ["1", "é&="], filter: { genres: ["x", "y"] }, boost: "if(year > 1, 2, 1) + 1" },
      ...{ limits: [{ column: "genres", atMost: 1 }], explore: { rate: 0.5 }, minScore: 0.25, offset: undefined },
    };
    await client.recommendForUser("ann", request);
    const { offset, ...given } = request;
    expect(recommender.requests).toEqual([{ ...given, userId: "ann", recommendationId: expect.any(String) }]);
  });

  it("sends a truth value, a number and a JSON text in a text field as that text", async () => {
    const { client, sent } = clientOfApp();
    await errorOf(client.popular({ scenario: '"true"' }));
    expect(new URL(sent[0]?.url ?? "").searchParams.get("scenario")).toBe('"true"');
  });

  it("answers by every method", async () => {
    const { client } = clientOfApp();
    expect((await client.rank({ items: ["ü%", "a"] })).items.map(({ itemId }) => itemId)).toEqual(["a", "ü%"]);
    expect((await client.predict({ items: ["a"], history: ["a"] })).items[0]?.predictedRating).toBe(4.25);
    expect((await client.item("a")).item.title).toBe("First");
    expect((await client.similar("a", { k: 1 })).items).toHaveLength(1);
    expect((await client.boughtTogether("a")).items[0]?.together).toBe(7);
    expect((await client.popular()).items).toHaveLength(3);
    expect((await client.latest({ by: "year" })).items[0]?.firstSeen).toBe(1e9);
    expect((await client.model()).name).toBe("tiny");
    expect(await client.live()).toEqual({ status: "live" });
    expect((await client.ready()).status).toBe("ready");
    expect(await client.openApiDocument()).toMatchObject({ openapi: "3.1.0" });
    const { answers } = await client.batch({
      requests: [
        { verb: "popular", k: 1 },
        { verb: "similar", itemId: "?" },
      ],
    });
    expect(answers).toMatchObject([{ answer: { items: [{ itemId: "a" }] } }, { problem: { code: "unknown-item" } }]);
    expect(await errorOf(client.similarUsers("ann"))).toMatchObject({ kind: "similar-users-off", status: 403 });
  });

  it.each(["b/c", "ü%", "a b", "?x=1#y", "%2F", "..a", "a\\b", "🙂", "\u0000"])(
    "finds an item called %j",
    async (itemId) => {
      const { client, sent } = clientOfApp();
      const error = await errorOf(client.item(itemId));
      // The engine knows only "a": what it says that it was asked for is what was meant.
      expect(error).toMatchObject({ kind: "unknown-item", status: 404 });
      expect((error as ProblemError).detail).toContain(JSON.stringify(itemId));
      expect(new URL(sent[0]?.url ?? "").pathname.split("/")).toHaveLength(4);
    },
  );

  it.each([
    ["", RangeError, /^itemId: expected an id, got an empty string/],
    ["..", RangeError, /^itemId: no path can have the id "\.\."; ask for it in a batch/],
    [".", RangeError, /^itemId: no path/],
    ["a\uD800", RangeError, /^itemId: expected Unicode text/],
    [7, TypeError, /^itemId: expected a string, got 7/],
    [undefined, TypeError, /^itemId: expected a string, got undefined/],
  ])("refuses the id %j and sends nothing", async (itemId, kind, message) => {
    const { client, sent } = clientOfApp();
    const error = await errorOf(client.similar(itemId as string));
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(message);
    expect(sent).toEqual([]);
  });

  it("asks for such an id in a batch", async () => {
    const { client } = clientOfApp();
    const { answers } = await client.batch({ requests: [{ verb: "similar", itemId: ".." }] });
    expect(answers).toMatchObject([{ problem: { code: "unknown-item" } }]);
  });

  it("refuses a request that is no object of fields", async () => {
    const { client } = clientOfApp();
    for (const request of [undefined, null, ["a"], "a"]) {
      const error = await errorOf(client.recommend(request as object));
      expect(error).toMatchObject({
        name: "TypeError",
        message: expect.stringMatching(/^request: expected an object/),
      });
    }
  });

  it("tells a problem with what is wrong where", async () => {
    const { client, logged } = clientOfApp();
    const error = await errorOf(client.popular({ k: 0 }));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      ...{ name: "ProblemError", kind: "invalid-request", code: "invalid-request", status: 400 },
      message: "k: expected an integer from 1 to 1000, got 0",
      errors: [{ path: "k", message: "expected an integer from 1 to 1000, got 0" }],
    });
    expect(await errorOf(client.item("nope"))).toMatchObject({ kind: "unknown-item", errors: [] });
    expect(logged).toEqual([]);
  });

  it("sends headers of the client and of a call, of which the latter win", async () => {
    const { client, sent } = clientOfApp({ headers: { Authorization: "a", "X-Shop": "1" } });
    await client.recommend({}, { headers: { authorization: "b", "content-type": "text/plain" } });
    await client.popular({}, { headers: { "X-Page": "2" } });
    const [post, get] = sent.map(({ init }) => Object.fromEntries(new Headers(init.headers)));
    expect(post).toEqual({ authorization: "b", "x-shop": "1", "content-type": "application/json" });
    expect(get).toEqual({ authorization: "a", "x-shop": "1", "x-page": "2" });
  });
});

describe("the address of a service", () => {
  it.each([
    ["https://a.example", "https://a.example/v1/popular"],
    ["https://a.example/", "https://a.example/v1/popular"],
    ["https://a.example/recommend", "https://a.example/recommend/v1/popular"],
    [new URL("http://127.0.0.1:8787"), "http://127.0.0.1:8787/v1/popular"],
  ])("may be %s", async (baseUrl, expected) => {
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return Response.json({ items: [] });
    };
    await createClient(baseUrl, { fetch }).popular();
    expect(asked).toEqual([expected]);
  });

  it.each([
    "",
    "/recommend",
    "recommend.example",
    "ftp://a.example",
    "https://a.example/?x=1",
    "https://a.example/#x",
    "https://me:secret@a.example",
  ])("may not be %j", (baseUrl) => {
    expect(() => createClient(baseUrl)).toThrow(RangeError);
    expect(() => createClient(baseUrl)).toThrow(
      /^baseUrl: expected an http\(s\) address without \?, # and user, such as/,
    );
  });

  it("is relative to the page where there is one", async () => {
    const scope = globalThis as { location?: unknown };
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return Response.json({ items: [] });
    };
    scope.location = { href: "https://shop.example/products/7?x#y" };
    try {
      for (const baseUrl of ["/", "/recommend"]) await createClient(baseUrl, { fetch }).popular();
    } finally {
      delete scope.location;
    }
    expect(asked).toEqual(["https://shop.example/v1/popular", "https://shop.example/recommend/v1/popular"]);
  });

  it.each([undefined, null, 7, {}])("of the kind %j is refused", (baseUrl) => {
    expect(() => createClient(baseUrl as unknown as string)).toThrow(/^baseUrl: expected an address, got/);
  });
});

describe("the options of a client", () => {
  it("have the fetch of the platform, as it is at the call and without a receiver, which Workers refuse", async () => {
    const client = createClient("https://a.example");
    const receivers: unknown[] = [];
    vi.stubGlobal("fetch", async function (this: unknown) {
      receivers.push(this);
      return Response.json({ status: "live" });
    });
    try {
      expect(await client.live()).toEqual({ status: "live" });
    } finally {
      vi.unstubAllGlobals();
    }
    expect(receivers).toEqual([undefined]);
  });

  it.each([
    [{ timeoutMs: 0 }, /^timeoutMs: expected an integer from 1 to 2147483647, got 0/],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, /^timeoutMs: .* got Infinity/],
    [{ retries: -1 }, /^retries: expected an integer from 0 to 100, got -1/],
    [{ fetch: "fetch" as never }, /^fetch: expected a function, got "fetch"/],
    [{ random: 0.5 as never }, /^random: expected a function, got 0.5/],
    [{ timeout: 5 } as never, /^options: expected one of timeoutMs, retries, headers, fetch, random; got "timeout"/],
    [{ headers: { "no name": "x" } }, /no name/],
  ])("are refused: %j", (options, message) => {
    expect(() => createClient("https://a.example", options)).toThrow(message);
  });

  it("of a call are refused by the call", async () => {
    const { client, sent } = clientOfApp();
    expect(await errorOf(client.live({ retries: 0.5 }))).toMatchObject({
      message: expect.stringMatching(/^retries: /),
    });
    expect(sent).toEqual([]);
  });
});
