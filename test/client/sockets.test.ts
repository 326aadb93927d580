import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createClient } from "../../src/client.ts";
import { errorOf } from "./fake-service.ts";

/** Asks a server on a free port of this machine. */
async function withServer<T>(listener: RequestListener, ask: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    return await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("over a socket", () => {
  it("a port where nobody listens is a NetworkError", async () => {
    const url = await withServer(
      () => {},
      async (address) => address,
    );
    const error = await errorOf(createClient(url, { retries: 1 }).popular());
    expect(error).toMatchObject({
      name: "NetworkError",
      message: expect.stringContaining("no answer in 2 attempts: "),
    });
  });

  it("an answer that breaks off is a NetworkError, and is asked for again", async () => {
    let asked = 0;
    const answer = await withServer(
      (_, response) => {
        asked++;
        response.setHeader("Content-Type", "application/json");
        if (asked > 1) return response.end('{"status":"live"}');
        response.setHeader("Content-Length", "17");
        return response.write('{"status', () => response.destroy());
      },
      (url) => createClient(url).live(),
    );
    expect([answer, asked]).toEqual([{ status: "live" }, 2]);
  });

  it("a server that takes the request and says nothing is a TimeoutError, and loses the connection", async () => {
    const { promise: closed, resolve } = Promise.withResolvers<boolean>();
    const error = await withServer(
      (request) => request.once("close", () => resolve(true)),
      async (url) => {
        const found = await errorOf(createClient(url).recommend({ history: ["a"] }, { timeoutMs: 50 }));
        expect(await closed).toBe(true);
        return found;
      },
    );
    expect(error).toMatchObject({ name: "TimeoutError" });
  });

  it("an abort while the answer comes ends it with the reason", async () => {
    const controller = new AbortController();
    const error = await withServer(
      (_, response) => {
        response.setHeader("Content-Type", "application/json");
        response.write('{"status', () => controller.abort(new Error("no longer wanted")));
      },
      (url) => errorOf(createClient(url).live({ signal: controller.signal })),
    );
    expect(error).toMatchObject({ message: "no longer wanted" });
  });
});
