import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { isPublicFileName } from "../../src/artefact/format.ts";
import { type LoadProgress, loadCatalogue, loadInStages, loadRecommender, recommenderFrom } from "../../src/browser.ts";
import { artefact, idsOf } from "./fixture.ts";

const { manifest, ...content } = artefact();
const files = await encodeArtefact(content, manifest, { shardLimitBytes: 1024 });
const kernels = await readFile(new URL("../../build/kernels.wasm", import.meta.url));
/** What a page may have, without the index, which is for other readers. */
const open = files.filter(({ name }) => isPublicFileName(name) && !name.endsWith(".index.json"));
const total = open.reduce((sum, { bytes }) => sum + bytes.length, 0);

const WebAssemblyHere = WebAssembly;

afterEach(() => vi.unstubAllGlobals());

/** A server with the artefact in a folder and the kernels beside the code; `missing` is not there. */
function serve(missing?: string) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: string | URL, options: RequestInit = {}) => {
    const address = String(input);
    if (address.endsWith("/kernels.wasm") && missing !== "kernels.wasm") {
      return new Response(kernels, { headers: { "content-type": "application/wasm" } });
    }
    options.signal?.throwIfAborted();
    asked.push(address);
    const file = files.find(({ name }) => address === `https://example.org/artefact/${name}` && name !== missing);
    return file ? new Response(new Uint8Array(file.bytes)) : new Response("not here", { status: 404 });
  });
  return asked;
}

describe("loading in a page", () => {
  it.each(["https://example.org/artefact", "https://example.org/artefact/", new URL("https://example.org/artefact/")])(
    "makes the engine from the folder at %s",
    async (baseUrl) => {
      const asked = serve();
      const recommender = await loadRecommender(baseUrl);
      expect(idsOf(recommender.recommend({ history: ["0", "2"], k: 3 }))).toEqual([20, 18, 16]);
      expect(asked.toSorted()).toEqual(open.map(({ name }) => `https://example.org/artefact/${name}`).toSorted());
      expect(files.length).toBeGreaterThan(open.length + 1);
      expect(asked[0]).toBe("https://example.org/artefact/manifest.json");
    },
  );

  it("reports how much has arrived, and of how much once the manifest says so", async () => {
    serve();
    const reports: LoadProgress[] = [];
    await loadRecommender("https://example.org/artefact/", { onProgress: (progress) => reports.push(progress) });
    expect(reports[0]?.totalBytes).toBeUndefined();
    expect(reports.at(-1)).toEqual({ loadedBytes: total, totalBytes: total });
    const loaded = reports.map(({ loadedBytes }) => loadedBytes);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  });

  it.each([
    ["manifest.json", "missing-manifest"],
    [files[0]?.name ?? "", "missing-shard"],
  ])("names the file that the server does not give: %s", async (missing, code) => {
    serve(missing);
    const error = await loadRecommender("https://example.org/artefact/").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ArtefactError", code });
    expect((error as Error).message).toContain(`https://example.org/artefact/${missing}`);
  });

  it("says that a file could not be read where nobody answers", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("fetch failed");
    });
    const error = await loadRecommender("https://example.org/artefact/").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ArtefactError", code: "unreadable-file" });
  });

  it("says that there is no head to load where the artefact has none", async () => {
    serve();
    const { recommender, loadHead } = await loadInStages("https://example.org/artefact/");
    expect(idsOf(recommender.recommend({ history: ["0", "2"], k: 3 }))).toEqual([20, 18, 16]);
    expect(loadHead).toBeUndefined();
  });

  it("says that the kernels are not there, and fetches them again when asked again", async () => {
    vi.resetModules();
    const fresh = await import("../../src/browser.ts");
    serve("kernels.wasm");
    const error = await fresh.loadRecommender("https://example.org/artefact/").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "KernelError", code: "kernel-missing" });
    serve();
    expect((await fresh.loadRecommender("https://example.org/artefact/")).itemCount).toBeGreaterThan(0);
  });

  it("stops with the signal's reason", async () => {
    const asked = serve();
    const reason = new Error("the reader left");
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    const loading = loadRecommender("https://example.org/artefact/", { signal: controller.signal, onProgress });
    await expect(loading).rejects.toBe(reason);
    expect(asked).toHaveLength(1);
  });
});

const ADDRESS = "https://example.org/artefact/";

/** A server whose answers went through a cache, which changed some; `cache: "reload"` goes past it, unless all are changed. */
function serveDamaged(change: (name: string, bytes: Uint8Array) => Uint8Array | undefined, alwaysDamaged = false) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: string | URL, { cache = "default" }: RequestInit = {}) => {
    const address = String(input);
    if (address.endsWith("/kernels.wasm")) {
      return new Response(kernels, { headers: { "content-type": "application/wasm" } });
    }
    const name = address.slice(ADDRESS.length);
    asked.push(cache === "reload" ? `${name} anew` : name);
    const bytes = files.find((file) => file.name === name)?.bytes ?? new Uint8Array();
    const changed = cache === "reload" && !alwaysDamaged ? undefined : change(name, bytes);
    return new Response(new Uint8Array(changed ?? bytes));
  });
  return asked;
}

const [, secondShard = files[0]!] = open;
const flip = (bytes: Uint8Array) => bytes.with(-1, bytes.at(-1)! ^ 1);

describe("a damaged answer", () => {
  const damages: [what: string, name: string, change: (bytes: Uint8Array) => Uint8Array, code: string][] = [
    ["a shard with a flipped bit", secondShard.name, flip, "shard-checksum"],
    ["a shard cut short", secondShard.name, (bytes) => bytes.subarray(0, -1), "shard-length"],
    ["a shard with a byte more", secondShard.name, (bytes) => Uint8Array.of(...bytes, 0), "shard-length"],
    [
      "a page in the place of a shard",
      secondShard.name,
      () => new TextEncoder().encode("<!doctype html>"),
      "shard-length",
    ],
    [
      "a manifest with a flipped bit",
      "manifest.json",
      (bytes) => bytes.with(400, bytes[400]! ^ 1),
      "manifest-checksum",
    ],
    ["a manifest cut short", "manifest.json", (bytes) => bytes.subarray(0, 400), "manifest-not-json"],
  ];

  it.each(damages)("is fetched again past the cache, once: %s", async (_, name, change) => {
    const asked = serveDamaged((file, bytes) => (file === name ? change(bytes) : undefined));
    const recommender = await loadRecommender(ADDRESS);
    expect(idsOf(recommender.recommend({ history: ["0", "2"], k: 3 }))).toEqual([20, 18, 16]);
    expect(asked.filter((entry) => entry.endsWith(" anew"))).toEqual([`${name} anew`]);
    expect(asked).toHaveLength(open.length + 1);
  });

  it.each(damages)("that comes again is refused: %s", async (_, name, change, code) => {
    const asked = serveDamaged((file, bytes) => (file === name ? change(bytes) : undefined), true);
    await expect(loadRecommender(ADDRESS)).rejects.toMatchObject({ name: "ArtefactError", code });
    expect(asked.filter((entry) => entry.startsWith(name))).toEqual([name, `${name} anew`]);
  });

  it("does not count in what has arrived once it is fetched again", async () => {
    serveDamaged((file, bytes) => (file === secondShard.name ? flip(bytes) : undefined));
    const reports: LoadProgress[] = [];
    await loadRecommender(ADDRESS, { onProgress: (progress) => reports.push(progress) });
    expect(reports.at(-1)).toEqual({ loadedBytes: total, totalBytes: total });
    for (const { loadedBytes } of reports) expect(loadedBytes).toBeLessThanOrEqual(total);
  });

  it("of the kernels is fetched again past the cache, once", async () => {
    vi.resetModules();
    const fresh = await import("../../src/browser.ts");
    serve();
    const served = fetch;
    const asked: (string | undefined)[] = [];
    vi.stubGlobal("fetch", async (input: string | URL, options: RequestInit = {}) => {
      if (!String(input).endsWith("/kernels.wasm")) return served(input, options);
      asked.push(options.cache);
      const bytes = options.cache === "reload" ? kernels : kernels.subarray(0, -9);
      return new Response(new Uint8Array(bytes), { headers: { "content-type": "application/wasm" } });
    });
    expect((await fresh.loadRecommender(ADDRESS)).itemCount).toBeGreaterThan(0);
    expect(asked).toEqual([undefined, "reload"]);
  });
});

/** An answer without end, of pieces of 64 KiB; counts those that were taken. */
function endless() {
  const taken = { pieces: 0 };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        taken.pieces += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken };
}

describe("a file that is longer than it may be", () => {
  it("is not read at all where its length is stated", async () => {
    const bodies: ReturnType<typeof endless>[] = [];
    vi.stubGlobal("fetch", async () => {
      const answer = endless();
      bodies.push(answer);
      return new Response(answer.body, { headers: { "content-length": String(1024 * 1024 + 1) } });
    });
    await expect(loadCatalogue(ADDRESS)).rejects.toMatchObject({ code: "manifest-too-large" });
    expect(bodies.map(({ taken }) => taken.pieces)).toEqual([0, 0]);
  });

  it("is read up to its limit where no length is stated", async () => {
    const bodies: ReturnType<typeof endless>[] = [];
    vi.stubGlobal("fetch", async () => {
      const answer = endless();
      bodies.push(answer);
      return new Response(answer.body);
    });
    await expect(loadCatalogue(ADDRESS)).rejects.toMatchObject({ code: "manifest-too-large" });
    // Sixteen pieces are the limit, the next one goes beyond it; the second answer is the one past the cache.
    expect(bodies.map(({ taken }) => taken.pieces)).toEqual([17, 17]);
  });

  it("is read up to the length that the manifest says where it is a shard", async () => {
    const taken: number[] = [];
    vi.stubGlobal("fetch", async (input: string | URL) => {
      const name = String(input).slice(ADDRESS.length);
      if (name === "manifest.json") return new Response(new Uint8Array(files.at(-1)!.bytes));
      const answer = endless();
      taken.push(0);
      const place = taken.length - 1;
      const counted = answer.body.pipeThrough(
        new TransformStream({
          transform(piece, controller) {
            taken[place]! += 1;
            controller.enqueue(piece);
          },
        }),
      );
      return new Response(counted);
    });
    await expect(loadCatalogue(ADDRESS)).rejects.toMatchObject({ code: "shard-length" });
    expect(Math.max(...taken)).toBeLessThan(4);
  });

  it("is not refused for the length of its compressed form", async () => {
    const asked = serve();
    const served = fetch;
    vi.stubGlobal("fetch", async (input: string | URL, options: RequestInit = {}) => {
      const response = await served(input, options);
      return new Response(response.body, { headers: { "content-length": "99999999", "content-encoding": "gzip" } });
    });
    expect((await loadCatalogue(ADDRESS)).itemCount).toBe(21);
    expect(asked).toHaveLength(open.length);
  });
});

describe("what is of users", () => {
  it("is not fetched: a page takes users for strangers, and answers a history all the same", async () => {
    serve();
    const recommender = await loadRecommender(ADDRESS);
    expect(recommender.recommend({ userId: "ann" }).fallback).toBe("unknown-user");
    expect(recommender.recommend({ userId: "ann", history: ["0", "2"] }).fallback).toBeUndefined();
  });

  it("makes a model that consists of it one for the edge, and the catalogue is there all the same", async () => {
    const userKnn = {
      ...manifest,
      model: { kind: "user-knn", options: {}, precision: "f32", factorCount: 0 },
    } as const;
    const parts = { ...content, factors: undefined, gram: undefined, head: undefined };
    const packed = await encodeArtefact(parts, userKnn);
    vi.stubGlobal("fetch", async (input: string | URL) => {
      const name = String(input).slice(ADDRESS.length);
      const bytes = packed.find((file) => file.name === name)?.bytes ?? kernels;
      return new Response(new Uint8Array(bytes), { headers: { "content-type": "application/wasm" } });
    });
    await expect(loadRecommender(ADDRESS)).rejects.toMatchObject({
      name: "ArtefactError",
      code: "needs-private-files",
      message: expect.stringContaining("ask the worker at the edge"),
    });
    const catalogue = await loadCatalogue(ADDRESS);
    expect(catalogue.manifest.model.kind).toBe("user-knn");
    expect(catalogue.item("3")?.title).toBe("Item 3");
    expect(catalogue.item("no item")).toBeUndefined();
    expect(catalogue.itemIds()).toHaveLength(21);
  });
});

describe("files in memory", () => {
  it("make the engine of the same files in a folder, which knows users where theirs are among them", async () => {
    serve();
    const recommender = await recommenderFrom(files);
    expect(idsOf(recommender.recommend({ history: ["0", "2"], k: 3 }))).toEqual([20, 18, 16]);
    expect(recommender.recommend({ userId: "ann" }).fallback).toBeUndefined();
    expect((await recommenderFrom(open)).recommend({ userId: "ann" }).fallback).toBe("unknown-user");
  });

  it.each([
    ["manifest.json", "missing-manifest"],
    [files[0]?.name ?? "", "missing-shard"],
  ])("are named where one is missing: %s", async (missing, code) => {
    serve();
    const error = await recommenderFrom(files.filter(({ name }) => name !== missing)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: "ArtefactError", code });
    expect((error as Error).message).toContain(`${missing}: expected among the files, got `);
  });
});

describe("a browser without SIMD", () => {
  it.each([
    ["WebAssembly without SIMD", { ...WebAssembly, validate: () => false }],
    ["no WebAssembly", undefined],
  ])("is told so before anything is fetched, and can have the catalogue: %s", async (what, webAssembly) => {
    const asked = serve();
    vi.stubGlobal("WebAssembly", webAssembly);
    const error = await loadRecommender(ADDRESS).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "KernelError", code: "simd-missing" });
    expect((error as Error).message).toContain(what);
    expect(asked).toEqual([]);
    expect((await loadCatalogue(ADDRESS)).item("3")?.title).toBe("Item 3");
  });

  it("is recognised by what the platform says of a module that needs it", async () => {
    const judged: unknown[] = [];
    vi.stubGlobal("WebAssembly", {
      validate: (bytes: Uint8Array) => {
        judged.push(WebAssemblyHere.validate(new Uint8Array(bytes)));
        return false;
      },
    });
    serve();
    await expect(loadRecommender(ADDRESS)).rejects.toMatchObject({ code: "simd-missing" });
    expect(judged).toEqual([true]);
  });
});
