import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { type LoadProgress, loadInStages, loadRecommender } from "../../src/browser.ts";
import { artefact, idsOf } from "./fixture.ts";

const { manifest, ...content } = artefact();
const files = await encodeArtefact(content, manifest, { shardLimitBytes: 1024 });
const kernels = await readFile(new URL("../../build/kernels.wasm", import.meta.url));
const total = files.reduce((sum, { name, bytes }) => sum + (name.endsWith(".index.json") ? 0 : bytes.length), 0);

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
      expect(asked).toHaveLength(files.length - 1);
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
