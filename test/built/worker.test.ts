import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestHarness } from "wrangler";
import { ANN, BLACK_DOWN, checkerboard, ITEM_COUNT, WHITE_UP } from "../workerd/checkerboard.ts";
import { type BuiltWorker, buildWorker, compressedBytes, serveWorker } from "./worker.ts";

/** About two per cent above the size that docs/benchmarks.md gives: what adds more is to be noticed, and decided on. */
const BUNDLE_LIMIT_BYTES = 297 * 1024;

interface Answer {
  items: { itemId: string; score: number; title?: string }[];
  fallback?: { reason: string };
  reranked: boolean;
  recommendationId: string;
}

const files = await checkerboard({ head: true });

let built: BuiltWorker;
let server: TestHarness;
let url: URL;

beforeAll(async () => {
  built = await buildWorker(files);
  ({ server, url } = await serveWorker(built));
});
afterAll(async () => {
  await server?.close();
  await built?.remove();
});

const get = async (path: string) => (await (await fetch(new URL(path, url))).json()) as Answer;
const itemIds = ({ items }: Answer) => items.map(({ itemId }) => itemId);

/** Sends a path as it stands, which fetch would tidy up, and follows where the answer leads. */
async function follow(path: string, method: string, headers: Record<string, string>) {
  let answer = await send(path, method, headers);
  for (let turn = 0; turn < 5 && answer.location !== undefined; turn++) {
    answer = await send(answer.location, method, headers);
  }
  return answer;
}

function send(path: string, method: string, headers: Record<string, string>) {
  const { hostname, port } = url;
  return new Promise<{ status?: number; location?: string; text: string }>((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("latin1").on("data", (piece) => {
        text += piece;
      });
      response.on("end", () => {
        const { statusCode: status, headers: given } = response;
        const location = status && status >= 300 && status < 400 ? given.location : undefined;
        resolve({ ...(status ? { status } : {}), ...(location ? { location } : {}), text });
      });
    });
    asked.on("error", reject).end();
  });
}

const loads = () => server.getLogs().filter(({ message }) => message.includes("model-loaded")).length;

describe("the built worker", () => {
  it("loads the model once for fifty first requests at a time", async () => {
    expect((await fetch(new URL("/health/live", url))).status).toBe(200);
    expect(loads()).toBe(0);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => get("/v1/users/ann/recommendations?rerank=false")),
    );
    for (const answer of answers) expect(itemIds(answer)).toEqual([...BLACK_DOWN, ...WHITE_UP].slice(0, 10));
    expect(new Set(answers.map(({ recommendationId }) => recommendationId)).size).toBe(50);
    expect(loads()).toBe(1);
  });

  it("lets the head order the candidates anew", async () => {
    const answer = await get("/v1/users/ann/recommendations?k=18");
    expect(answer.reranked).toBe(true);
    // What nothing follows for stays behind.
    expect(itemIds(answer)).toEqual([...BLACK_DOWN.toReversed(), ...WHITE_UP].slice(0, 18));
  });

  it("gives a bare history what it gives the user of that history", async () => {
    const response = await fetch(new URL("/v1/recommendations", url), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ history: ANN, rerank: false, k: ITEM_COUNT }),
    });
    expect(itemIds((await response.json()) as Answer)).toEqual([...BLACK_DOWN, ...WHITE_UP]);
  });

  it("predicts what a list shows, for items in any order", async () => {
    const ask = async (path: string, body: object) => {
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(new URL(path, url), { method: "POST", headers, body: JSON.stringify(body) });
      return (await response.json()) as Answer;
    };
    const { items } = await ask("/v1/recommendations", { history: ANN, rerank: false, k: ITEM_COUNT });
    const reversed = items.toReversed();
    const predicted = await ask("/v1/predictions", { history: ANN, items: reversed.map(({ itemId }) => itemId) });
    expect(predicted.items).toEqual(reversed);
  });

  it("filters, lists likenesses and gives strangers what is popular", async () => {
    const filter = encodeURIComponent(JSON.stringify({ colour: "white", place: { min: 5, max: 9 } }));
    const filtered = await get(`/v1/users/ann/recommendations?rerank=false&filter=${filter}`);
    expect(filtered.items.map(({ itemId, title }) => [itemId, title])).toEqual([
      ["5", "Item 5"],
      ["7", undefined],
      ["9", "Item 9"],
    ]);
    expect(itemIds(await get("/v1/items/3/similar?k=9"))).toEqual(WHITE_UP.filter((itemId) => itemId !== "3"));
    const stranger = await get("/v1/users/nobody/recommendations?k=3");
    expect(stranger.fallback?.reason).toBe("unknown-user");
    expect(itemIds(stranger)).toEqual(["0", "1", "2"]);
    expect(itemIds(await get("/v1/popular?k=3"))).toEqual(["0", "1", "2"]);
  });

  it("serves the static files, caches shards for good and asks for the manifest anew", async () => {
    const manifest = await fetch(new URL("/artefact/manifest.json", url));
    expect(manifest.headers.get("Cache-Control")).toBe("no-cache");
    const { files } = (await manifest.json()) as { files: { name: string }[] };
    expect(files.length).toBeGreaterThan(0);
    for (const { name } of files) {
      const shard = await fetch(new URL(`/artefact/${name}`, url));
      expect(shard.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
      await shard.arrayBuffer();
    }
    expect(await (await fetch(url)).text()).toContain("<title>page</title>");
  });

  it("hands out no file of users, however its path is written, and serves users by name", async () => {
    const users = files.find(({ name }) => name.startsWith("users-"))?.name ?? "";
    const shard = files.find(({ name }) => name.startsWith("model-"))?.name ?? "";
    expect(users).not.toBe("");
    const paths = [
      ...[`/artefact/${users}`, `/artefact/${users}?x=1`, `/artefact/${users}/`, `/artefact//${users}`],
      ...[`//artefact/${users}`, `/artefact/./${users}`, `/artefact/x/../${users}`, `/x/../artefact/${users}`],
      ...[`/artefact/%75${users.slice(1)}`, `/artefact/%2575${users.slice(1)}`, `/%61rtefact/${users}`],
      ...[`/artefact%2F${users}`, `/artefact%2f${users}`, `/artefact/%2F${users}`, `/artefact%5C${users}`],
      ...[`/artefact/x%2F..%2F${users}`, `/artefact/%2e%2e/artefact/${users}`, `/assets/..%2Fartefact%2F${users}`],
      ...[`/v1/../artefact/${users}`, `/v1%2F..%2Fartefact%2F${users}`, `/artefact\\${users}`, `/artefact/;/${users}`],
      ...[`/artefact/${users.toUpperCase()}`, `/ARTEFACT/${users}`, `/artefact/${users}%00`, `/artefact/${users}.`],
      ...[`/artefact/${shard}/../${users}`, `/artefact/${shard}%2F..%2F${users}`, `/artefact/${users.slice(0, -12)}`],
      ...[`http://localhost/artefact/${users}`, `/artefact/${encodeURIComponent(users).replaceAll("-", "%2D")}`],
    ];
    for (const path of paths) {
      for (const [method, headers] of [
        ["GET", {}],
        ["HEAD", {}],
        ["GET", { Range: "bytes=0-99" }],
        ["GET", { "If-None-Match": '"x"' }],
        ["GET", { "Sec-Fetch-Mode": "navigate", Accept: "text/html" }],
      ] as const) {
        const answer = await follow(path, method, headers);
        expect(answer.status, `${method} ${path}`).toBe(404);
        expect(answer.text).not.toContain("ann");
      }
    }
    expect(itemIds(await get("/v1/users/ann/recommendations?rerank=false&k=3"))).toEqual(["18", "16", "14"]);
    expect((await follow(`/artefact/${shard}`, "GET", {})).status).toBe(200);
  });

  it("answers a path that is neither a file nor a route with a problem", async () => {
    for (const path of ["/nope", "/artefact/nope", "/v1/nope"]) {
      const response = await fetch(new URL(path, url));
      expect(response.status).toBe(404);
      expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    }
  });

  it("answers a body that is too long with 413, whether it ends or not", async () => {
    for (const ends of [true, false]) expect(await postChunks(url, 10 * 1024 * 1024, ends)).toBe(413);
  });

  it("is small enough, with the neural backend in it", async () => {
    const sizes = await compressedBytes(built);
    expect(Object.keys(sizes).filter((name) => name.endsWith(".wasm"))).toHaveLength(2);
    expect(Object.values(sizes).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(BUNDLE_LIMIT_BYTES);
  });
});

describe("a worker whose artefact lacks a shard", () => {
  it("lives, is not ready, and says why", async () => {
    const files = await checkerboard({ head: false });
    const incomplete = await buildWorker(files.filter(({ name }) => !name.endsWith(".safetensors")));
    const serving = await serveWorker(incomplete);
    try {
      expect((await fetch(new URL("/health/live", serving.url))).status).toBe(200);
      for (const path of ["/health/ready", "/v1/popular"]) {
        const response = await fetch(new URL(path, serving.url));
        expect(response.status).toBe(503);
        expect(await response.json()).toMatchObject({ code: "missing-shard", type: "/docs#model-unavailable" });
      }
    } finally {
      await serving.server.close();
      await incomplete.remove();
    }
  });
});

/** Sends a chunked body of so many spaces, with or without its end, and gives the status of the answer. */
function postChunks({ hostname, port }: URL, byteLength: number, ends: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const finish = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.on("data", (data) => finish(() => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]))));
    socket.on("error", (error) => finish(() => reject(error)));
    socket.write("POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n");
    socket.write("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < byteLength; sent += 0x10000) socket.write(chunk);
    if (ends) socket.write("0\r\n\r\n");
  });
}
