import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestHarness } from "wrangler";
import { checkerboard, ITEM_COUNT } from "../workerd/checkerboard.ts";
import { type BuiltWorker, buildWorker, serveWorker } from "./worker.ts";

const WARM_UP = 1000;
const REQUESTS = 10_000;
/** wrangler's own workers stand before ours and cost more than ours does: a slow machine needs its time. */
const TIMEOUT_MS = 180_000;
/** Kept-alive connections, as many as there are requests at a time; fetch would need twice the processor. */
const agent = new Agent({ keepAlive: true, maxSockets: 20 });

let built: BuiltWorker;
let server: TestHarness;
let url: URL;

beforeAll(async () => {
  built = await buildWorker(await checkerboard({ head: true }));
  ({ server, url } = await serveWorker(built));
});
afterAll(async () => {
  agent.destroy();
  await server?.close();
  await built?.remove();
});

const history = (turn: number, length: number) =>
  Array.from({ length }, (_, place) => String((turn + place * 3) % ITEM_COUNT));
const filter = (turn: number) => ({ place: { min: turn % 7 }, colour: turn % 2 === 0 ? "white" : ["black", "white"] });

/** Every kind of request with the status that it must get; `turn` varies lists, filters and histories. */
const KINDS: readonly ((turn: number) => readonly [status: number, path: string, body?: string])[] = [
  (turn) => [200, `/v1/users/ann/recommendations?k=${1 + (turn % 1000)}`],
  (turn) => [200, `/v1/users/ann/recommendations?rerank=false&k=${1 + (turn % 1000)}`],
  (turn) => [200, `/v1/users/ann/recommendations?filter=${encodeURIComponent(JSON.stringify(filter(turn)))}`],
  (turn) => [
    200,
    "/v1/recommendations",
    JSON.stringify({ history: history(turn, 1 + (turn % 15)), rerank: turn % 2 === 0 }),
  ],
  (turn) => [
    200,
    "/v1/recommendations",
    JSON.stringify({ history: history(turn, 3), exclude: history(turn, 900), k: 1000 }),
  ],
  (turn) => [
    200,
    "/v1/predictions",
    JSON.stringify({ history: history(turn, 3), items: history(turn + 1, 1 + (turn % 1000)) }),
  ],
  (turn) => [200, `/v1/items/${turn % ITEM_COUNT}/similar?k=${1 + (turn % 50)}`],
  (turn) => [200, `/v1/users/stranger-${turn}/recommendations`],
  () => [400, "/v1/users/ann/recommendations?k=0"],
  (turn) => [400, "/v1/recommendations", `{"history": [${turn}`],
  (turn) => [404, `/v1/items/no-item-${turn}/similar`],
];

/** Sends the requests numbered from `first` to `end`, so many at a time, and returns how often an answer was wrong. */
async function send(first: number, end: number): Promise<number> {
  let [next, wrong] = [first, 0];
  const sender = async () => {
    while (next < end) {
      const turn = next++;
      const [expected, path, body] = KINDS[turn % KINDS.length]?.(Math.floor(turn / KINDS.length)) ?? [0, "/"];
      if ((await statusOf(path, body)) !== expected) wrong++;
    }
  };
  await Promise.all(Array.from({ length: agent.maxSockets }, sender));
  return wrong;
}

/** GET, or POST where there is a body. */
function statusOf(path: string, body: string | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options =
      body === undefined ? { agent } : { agent, method: "POST", headers: { "Content-Type": "application/json" } };
    const sent = request(new URL(path, url), options, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    sent.on("error", reject).end(body);
  });
}

async function memory(): Promise<{ wasmBytes: number; headTensors: number }> {
  const response = await fetch(new URL("/health/ready", url));
  return ((await response.json()) as { memory: { wasmBytes: number; headTensors: number } }).memory;
}

it("the built worker holds as much after ten thousand requests as after the first thousand", {
  timeout: TIMEOUT_MS,
}, async () => {
  expect(await send(0, WARM_UP)).toBe(0);
  const warm = await memory();
  expect(warm.wasmBytes).toBeGreaterThan(0);
  expect(warm.headTensors).toBeGreaterThan(0);
  expect(await send(WARM_UP, REQUESTS)).toBe(0);
  expect(await memory()).toEqual(warm);
});
