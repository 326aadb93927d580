import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AnswerError, NetworkError, ProblemError, TimeoutError } from "../../src/client.ts";
import { clientWith, errorOf, json, listOf, noConnection, problem, type Reply, silence } from "./fake-service.ts";

const full: Reply = () => json(listOf(["a"]));
const busy =
  (status: number, headers?: Record<string, string>): Reply =>
  () =>
    new Response("<html>busy</html>", { status, headers: { "Content-Type": "text/html", ...headers } });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Waits for a call while time passes, and says how much did. */
async function inTime<T>(promise: Promise<T>): Promise<{ value: T | undefined; error: unknown; ms: number }> {
  const start = performance.now();
  let ms = 0;
  const settled = promise.then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  );
  const timed = settled.then((result) => {
    ms = performance.now() - start;
    return result;
  });
  await vi.runAllTimersAsync();
  return { ...(await timed), ms };
}

describe("a request is sent again", () => {
  it.each([429, 502, 503, 504])("after the status %i", async (status) => {
    const { client, sent } = clientWith([busy(status), full]);
    const { value } = await inTime(client.popular());
    expect(value?.items).toEqual([{ itemId: "a" }]);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  it("after an error of the network, also in the middle of an answer", async () => {
    const broken: Reply = () => {
      const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) });
      return new Response(body, { headers: { "Content-Type": "application/json" } });
    };
    const { client, sent } = clientWith([noConnection, broken, full]);
    expect((await inTime(client.recommend({ history: ["1"] }))).value?.items).toHaveLength(1);
    expect(sent).toHaveLength(3);
  });

  it.each(["recommend", "rank", "predict", "batch"] as const)("by %s too, which changes nothing", async (name) => {
    const { client, sent } = clientWith([noConnection, full]);
    await inTime<unknown>(client[name]({ items: ["a"], requests: [] } as never));
    expect(sent).toHaveLength(2);
  });

  it("twice by default, and as often as a client or a call says", async () => {
    for (const [client, call, attempts] of [
      [undefined, undefined, 3],
      [0, undefined, 1],
      [5, undefined, 6],
      [5, 1, 2],
    ]) {
      const { client: asking, sent } = clientWith([busy(503)], client === undefined ? {} : { retries: client });
      const { error } = await inTime(asking.popular({}, call === undefined ? {} : { retries: call }));
      expect(error).toMatchObject({ name: "AnswerError", status: 503 });
      expect(sent).toHaveLength(attempts ?? 0);
    }
  });

  it("after a time that doubles, of which chance takes a part", async () => {
    const waits = async (random: () => number, retries: number) => {
      const { client } = clientWith([noConnection], { random, retries, timeoutMs: 100_000 });
      return (await inTime(client.popular())).ms;
    };
    expect(await waits(() => 1, 1)).toBe(250);
    expect(await waits(() => 1, 4)).toBe(250 + 500 + 1000 + 2000);
    expect(await waits(() => 0.5, 2)).toBe(125 + 250);
    // From the sixth on, the time is 8 s.
    expect(await waits(() => 1, 7)).toBe(250 + 500 + 1000 + 2000 + 4000 + 8000 + 8000);
  });

  it("not before the time of Retry-After, in seconds or as a date", async () => {
    vi.setSystemTime(new Date("2026-11-29T12:00:00Z"));
    for (const [header, ms] of [
      ["3", 3000],
      ["Sun, 29 Nov 2026 12:00:04 GMT", 4000],
      ["0", 0],
      ["soon", 0],
      ["-5", 0],
      ["", 0],
    ] as const) {
      vi.setSystemTime(new Date("2026-11-29T12:00:00Z"));
      const { client } = clientWith([busy(503, { "Retry-After": header }), full]);
      expect((await inTime(client.popular())).ms, header).toBe(ms);
    }
  });

  it("not where its time would go beyond that of the call, which then ends at once with the problem", async () => {
    const wait: Reply = () => problem(503, "model-unavailable", { "Retry-After": "5" });
    const { client, sent } = clientWith([wait], { timeoutMs: 5000 });
    const { error, ms } = await inTime(client.popular());
    expect(error).toMatchObject({ kind: "model-unavailable" });
    expect([ms, sent.length]).toEqual([0, 1]);
  });
});

describe("a request is not sent again", () => {
  it.each([400, 401, 403, 404, 410, 413, 500, 501])("after the status %i", async (status) => {
    const { client, sent } = clientWith([() => problem(status, "invalid-request"), full]);
    expect((await inTime(client.popular())).error).toMatchObject({ status });
    expect(sent).toHaveLength(1);
  });

  it("where it draws anew each time, unless the call says so", async () => {
    const { client, sent } = clientWith([busy(503)]);
    const explore = { rate: 0.1 };
    await inTime(client.recommend({ explore }));
    await inTime(client.recommendForUser("1", { explore }));
    await inTime(client.batch({ requests: [{ verb: "popular" }, { verb: "recommend", explore }] }));
    expect(sent).toHaveLength(3);
    await inTime(client.recommend({ explore }, { retries: 1 }));
    expect(sent).toHaveLength(5);
  });
});

describe("a call", () => {
  it("ends with TimeoutError after its time, with all attempts in it", async () => {
    const { client, sent } = clientWith([noConnection, silence], { timeoutMs: 900, random: () => 1 });
    const { error, ms } = await inTime(client.recommend({}));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      ...{ name: "TimeoutError", code: "timeout" },
      message:
        "POST https://service.example/v1/recommendations: no answer within 900 ms, in attempt 2; a larger timeoutMs waits longer",
    });
    expect([ms, sent.length]).toEqual([900, 2]);
  });

  it("has 10 seconds, and as many as a call says", async () => {
    const { client } = clientWith([silence]);
    expect((await inTime(client.popular())).ms).toBe(10_000);
    expect((await inTime(client.popular({}, { timeoutMs: 20 }))).ms).toBe(20);
  });

  it("ends in time where the answer begins and does not end, and where fetch heeds no signal", async () => {
    const endless: Reply = () =>
      new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(1)) }));
    const deaf: Reply = () => new Promise(() => {});
    for (const reply of [endless, deaf]) {
      const { error, ms } = await inTime(clientWith([reply]).client.popular({}, { timeoutMs: 50 }));
      expect([error, ms]).toEqual([expect.any(TimeoutError), 50]);
    }
  });

  it("gives up the request when its time is over", async () => {
    const { client, sent } = clientWith([silence]);
    await inTime(client.popular({}, { timeoutMs: 50 }));
    expect(sent[0]?.init.signal?.aborted).toBe(true);
  });

  it("leaves no timer behind, however it ends", async () => {
    await clientWith([full]).client.popular();
    expect(vi.getTimerCount()).toBe(0);
    const controller = new AbortController();
    const waiting = errorOf(
      clientWith([busy(503, { "Retry-After": "9" })]).client.popular({}, { signal: controller.signal }),
    );
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(2);
    controller.abort();
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("rejects with the reason of its signal, and sends nothing after that", async () => {
    for (const replies of [[silence], [busy(503, { "Retry-After": "9" }), full], [noConnection, full]]) {
      const { client, sent } = clientWith(replies, { random: () => 1 });
      const controller = new AbortController();
      const waiting = errorOf(client.popular({}, { signal: controller.signal }));
      await vi.advanceTimersByTimeAsync(1);
      controller.abort("left the page");
      expect(await waiting).toBe("left the page");
      await vi.runAllTimersAsync();
      expect(sent).toHaveLength(1);
    }
    const { client, sent } = clientWith([full]);
    const error = await errorOf(client.popular({}, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: "AbortError" });
    expect(sent).toHaveLength(0);
  });

  it("does not outlive itself in a signal that many calls share", async () => {
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, "addEventListener"), vi.spyOn(signal, "removeEventListener")];
    const { client } = clientWith([full]);
    for (let call = 0; call < 3; call++) await client.popular({}, { signal });
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([3, 3]);
  });

  it("says that there was no connection, and why", async () => {
    const { error } = await inTime(clientWith([noConnection]).client.item("a b"));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({
      ...{ name: "NetworkError", code: "network", cause: expect.any(TypeError) },
      message: "GET https://service.example/v1/items/a%20b: no answer in 3 attempts: fetch failed",
    });
    const once = await inTime(clientWith([noConnection]).client.live({ retries: 0 }));
    expect(String(once.error)).toContain("no answer in 1 attempt: fetch failed");
  });
});

describe("an answer that is none of the service", () => {
  const HTML = `<!doctype html><title>502 Bad Gateway</title>${"x".repeat(500)}`;
  it.each<[string, Reply, number, RegExp]>([
    [
      "a page of a proxy",
      () => new Response(HTML, { status: 500, headers: { "Content-Type": "text/html" } }),
      500,
      /^<!doctype html><title>502 Bad/,
    ],
    [
      "a page in place of an answer",
      () => new Response(HTML, { headers: { "Content-Type": "text/html" } }),
      200,
      /^<!doctype/,
    ],
    [
      "JSON that ends too early",
      () => new Response('{"items":[{"it', { headers: { "Content-Type": "application/json" } }),
      200,
      /^\{"items":\[\{"it$/,
    ],
    ["no text", () => new Response("", { headers: { "Content-Type": "application/json" } }), 200, /^$/],
    ["no media type", () => new Response(new TextEncoder().encode("{}")), 200, /^\{\}$/],
    [
      "JSON of something else",
      () => json({ error: "no such key" }, { status: 401 }),
      401,
      /^\{"error":"no such key"\}$/,
    ],
    [
      "a problem that ends too early",
      () => new Response('{"type":"', { status: 400, headers: { "Content-Type": "application/problem+json" } }),
      400,
      /^\{"type":"$/,
    ],
    [
      "a problem of something else",
      () =>
        json(
          { type: "about:blank", status: 400 },
          { status: 400, headers: { "Content-Type": "application/problem+json" } },
        ),
      400,
      /about:blank/,
    ],
    ["null", () => json(null, { status: 500 }), 500, /^null$/],
  ])("is told with its status and its beginning: %s", async (_, reply, status, beginning) => {
    const { error } = await inTime(clientWith([reply]).client.popular());
    expect(error).toBeInstanceOf(AnswerError);
    const { message, excerpt, code, status: told } = error as AnswerError;
    expect([code, told]).toEqual(["unexpected-answer", status]);
    expect(excerpt).toMatch(beginning);
    expect(excerpt.length).toBeLessThanOrEqual(120);
    const text = `GET https://service.example/v1/popular: expected JSON of a NearEdge service, got status ${status}, `;
    expect(message.startsWith(text)).toBe(true);
    expect(message.endsWith(JSON.stringify(excerpt))).toBe(true);
  });

  it("is no problem, and a problem of a cause that has a name of its own says both", async () => {
    const document = { type: "/docs#model-unavailable", title: "t", status: 503, detail: "d", code: "missing-shard" };
    const reply: Reply = () => json(document, { status: 503, headers: { "Content-Type": "application/problem+json" } });
    const { error } = await inTime(clientWith([reply]).client.popular());
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ kind: "model-unavailable", code: "missing-shard", title: "t", detail: "d" });
  });
});
