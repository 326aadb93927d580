import { describe, expect, it } from "vitest";
import { MAXIMUM_BODY_BYTES, MAXIMUM_LIST_BODY_BYTES } from "../../src/serving/limits.ts";
import { readJsonBody } from "../../worker/body.ts";
import { Problem } from "../../worker/problems.ts";
import { createFakeApp, post } from "./fake-recommender.ts";

/** A stream of `count` chunks of 64 KiB that counts how many were taken from it, and whether it was given up. */
function chunks(count: number) {
  const state = { taken: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (state.taken === count) return controller.close();
        state.taken += 1;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { state, stream };
}

/** As much of a request as the reader sees; a real one copies the stream through the runtime, and hides the count. */
function streamed(body: ReadableStream<Uint8Array>): Request {
  return { headers: new Headers({ "Content-Type": "application/json" }), body } as Request;
}

const codeOf = (work: Promise<unknown>) =>
  work.then(String, (error) => (error instanceof Problem ? error.code : error));

describe("a body without an announced length", () => {
  it("of 10 MB is taken in and refused, so that its caller reads the answer", async () => {
    const { state, stream } = chunks(160);
    expect(await codeOf(readJsonBody(streamed(stream)))).toBe("body-too-large");
    expect(state).toEqual({ taken: 160, cancelled: false });
  });

  it("of 1 GB is given up", async () => {
    const { state, stream } = chunks(16_384);
    expect(await codeOf(readJsonBody(streamed(stream)))).toBe("body-too-large");
    expect(state).toEqual({ taken: (17 * MAXIMUM_BODY_BYTES) / 65_536 + 1, cancelled: true });
  });

  it("that stalls beyond the limit is given up", async () => {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(MAXIMUM_BODY_BYTES + 1)),
    });
    expect(await codeOf(readJsonBody(streamed(stream)))).toBe("body-too-large");
  });

  it("that breaks off beyond the limit is refused all the same", async () => {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(MAXIMUM_BODY_BYTES + 1)),
      pull: (controller) => controller.error(new Error("gone")),
    });
    expect(await codeOf(readJsonBody(streamed(stream)))).toBe("body-too-large");
  });

  it("that breaks off within the limit is no failure of the service: nothing is logged", async () => {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"userId":')),
      pull: (controller) => controller.error(new Error("Network connection lost.")),
    });
    expect(await codeOf(readJsonBody(streamed(stream)))).toBe("incomplete-body");
    const { app, logged } = createFakeApp();
    const aborted = () => new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    for (const path of ["/v1/recommendations", "/v1/predictions"]) {
      const headers = { "Content-Type": "application/json" };
      const init = { method: "POST", body: aborted(), headers, duplex: "half" } as RequestInit;
      const response = await app.request(new Request(`http://localhost${path}`, init));
      expect([response.status, await response.json()]).toMatchObject([400, { code: "incomplete-body" }]);
    }
    expect(logged).toEqual([]);
  });

  it("is answered with 413 by the app", async () => {
    const response = await createFakeApp().app.request(
      new Request("http://localhost/v1/recommendations", {
        method: "POST",
        body: chunks(160).stream,
        headers: { "Content-Type": "application/json" },
        duplex: "half",
      } as RequestInit),
    );
    expect(response.status).toBe(413);
  });

  it("that fits is read whole, even when a character is cut between chunks", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ userId: "ü" }));
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await readJsonBody(streamed(stream))).toEqual({ userId: "ü" });
  });
});

describe("a body of an announced length", () => {
  it("is refused before a byte is read when it is above the limit", async () => {
    const { state, stream } = chunks(1);
    const request = streamed(stream);
    request.headers.set("Content-Length", String(MAXIMUM_BODY_BYTES + 1));
    expect(await codeOf(readJsonBody(request))).toBe("body-too-large");
    expect(state.taken).toBe(0);
  });

  it("is read up to the last allowed byte, and not one further", async () => {
    const padded = (length: number) => `{}${" ".repeat(length - 2)}`;
    const statusOf = async (request: Request) => (await createFakeApp().app.request(request)).status;
    expect(await statusOf(post(padded(MAXIMUM_LIST_BODY_BYTES)))).toBe(200);
    expect(await statusOf(post(padded(MAXIMUM_LIST_BODY_BYTES + 1)))).toBe(413);
    const predict = (length: number) =>
      new Request("http://edge/v1/predictions", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `{"items":["a"]}${" ".repeat(length - 15)}`,
      });
    expect(await statusOf(predict(MAXIMUM_BODY_BYTES))).toBe(200);
    expect(await statusOf(predict(MAXIMUM_BODY_BYTES + 1))).toBe(413);
  });

  it("is refused where it breaks off, and where it is longer after all", async () => {
    const announced = (arrayBuffer: () => Promise<ArrayBuffer>): Request => {
      const headers = new Headers({ "Content-Type": "application/json", "Content-Length": "10" });
      return { headers, arrayBuffer } as Request;
    };
    const broken = announced(() => Promise.reject(new Error("Network connection lost.")));
    expect(await codeOf(readJsonBody(broken))).toBe("incomplete-body");
    const long = announced(async () => new ArrayBuffer(11));
    expect(await codeOf(readJsonBody(long, 10))).toBe("body-too-large");
  });

  it("takes as many exclusions as there may be", async () => {
    const { app, recommender } = createFakeApp();
    const exclude = Array.from({ length: 100_000 }, (_, item) => `item-${String(item).padStart(30, "0")}`);
    expect((await app.request(post(JSON.stringify({ exclude })))).status).toBe(200);
    expect(recommender.requests).toEqual([{ exclude }]);
  });
});

describe("a body where none is read", () => {
  it.each(["/v1/popular", "/v1/model", "/docs"])("is refused, since it would have no effect: GET %s", async (path) => {
    const { app, recommender } = createFakeApp();
    const response = await app.request(path, { headers: { "Content-Length": "9" } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid-request", detail: expect.stringContaining("?k=5") });
    expect(recommender.requests).toEqual([]);
    expect((await app.request(path, { headers: { "Content-Length": "0" } })).status).toBe(200);
  });
});

describe("a body that is not application/json", () => {
  it.each([
    [{}],
    [{ "Content-Type": "text/plain" }],
    [{ "Content-Type": "application/x-www-form-urlencoded" }],
    [{ "Content-Type": "application/jsonp" }],
    [{ "Content-Type": "application/json", "Content-Encoding": "gzip" }],
  ])("is refused with 415: %j", async (headers: Record<string, string>) => {
    const response = await createFakeApp().app.request(post(new TextEncoder().encode("{}"), headers));
    expect(response.status).toBe(415);
    expect(response.headers.get("Accept-Post")).toBe("application/json");
    expect(await response.json()).toMatchObject({
      code: "unsupported-media-type",
      type: "/docs#unsupported-media-type",
    });
  });
});
