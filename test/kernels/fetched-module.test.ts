import { afterEach, describe, expect, it, vi } from "vitest";
import { fetchedOnce } from "../../src/kernels/fetched-module.ts";

/** The smallest module. */
const BYTES = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const HERE = "https://shop.example/assets/kernels.wasm";

afterEach(() => vi.unstubAllGlobals());

/** Answers every fetch with the next of `answers`, the last again and again, and gives what was asked for. */
function answering(...answers: readonly [body: BodyInit, type: string, status?: number][]): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    const [body, type, status = 200] = answers[Math.min(asked.length, answers.length - 1)] ?? ["", "", 500];
    asked.push(address);
    return new Response(body, { status, headers: { "content-type": type } });
  });
  return asked;
}

describe("a module that is fetched", () => {
  it("comes once, also where the server calls it something else", async () => {
    const asked = answering([BYTES, "application/octet-stream"]);
    const load = fetchedOnce(() => new URL(HERE));
    expect(await load()).toBeInstanceOf(WebAssembly.Module);
    expect(await load()).toBe(await load());
    expect(asked).toEqual([HERE]);
  });

  it("is no page that a server sends for every address, and is asked for again by the next call", async () => {
    const asked = answering(["<!doctype html>", "text/html; charset=utf-8"], [BYTES, "application/wasm"]);
    const load = fetchedOnce(() => new URL(HERE));
    await expect(load()).rejects.toThrow(`${HERE}: expected a WebAssembly binary, got a page (text/html)`);
    expect(await load()).toBeInstanceOf(WebAssembly.Module);
    expect(asked).toHaveLength(2);
  });

  it("is sought where the package lies, not where Vite before version 8 puts what it bundled of it", async () => {
    const asked = answering([BYTES, "application/wasm"]);
    await fetchedOnce(() => new URL("http://localhost:5173/node_modules/.vite/deps/kernels.wasm"))();
    expect(asked).toEqual(["http://localhost:5173/node_modules/nearedge/dist/kernels.wasm"]);
  });

  it("is what a call gives in its place: a module, bytes, or an address, also one that is like a URL", async () => {
    const asked = answering([BYTES, "application/wasm"]);
    const load = fetchedOnce(() => {
      throw new Error("no address is needed");
    });
    const module = await WebAssembly.compile(BYTES);
    expect(await load(module)).toBe(module);
    expect(await load(BYTES)).toBeInstanceOf(WebAssembly.Module);
    await load("/kernels.wasm");
    await load({ href: "/_next/kernels.wasm" } as URL);
    expect(asked).toEqual(["/kernels.wasm", "/_next/kernels.wasm"]);
  });
});
