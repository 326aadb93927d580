import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestHarness } from "wrangler";
import { BLACK_DOWN, checkerboard, WHITE_UP } from "../workerd/checkerboard.ts";
import { type BuiltWorker, buildWorker, serveWorker } from "./worker.ts";

let built: BuiltWorker;
let server: TestHarness;
let url: URL;

beforeAll(async () => {
  built = await buildWorker(await checkerboard({ head: true }), { main: "test/built/own-tfjs.worker.ts" });
  ({ server, url } = await serveWorker(built));
});
afterAll(async () => {
  await server?.close();
  await built?.remove();
});

const get = async (path: string) => (await fetch(new URL(path, url))).json();

it("re-ranks beside another use of TensorFlow.js, and leaves that one its backend", async () => {
  const turned = [...BLACK_DOWN.toReversed(), ...WHITE_UP].slice(0, 18);
  for (const mode of ["plain", "plain", "debug", "debug"]) {
    expect(await get(`/v1/own/${mode}`)).toEqual({ backend: "cpu", sum: [4, 6] });
    const answer = await get("/v1/users/ann/recommendations?k=18");
    expect(answer).toMatchObject({ reranked: true, items: turned.map((itemId) => ({ itemId })) });
  }
});
