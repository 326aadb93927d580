import { describe, expect, it } from "vitest";
import { createArtefactSource, type LoadProgress } from "../../web/logic/artefact-source.ts";

const MANIFEST = JSON.stringify({ files: [{ byteLength: 30 }, { byteLength: 12 }] });

describe("fetching the artefact", () => {
  it("reads files below the folder and knows the total once the manifest is there", async () => {
    const seen: LoadProgress[] = [];
    const asked: string[] = [];
    const read = createArtefactSource(
      "https://example.org/artefact/",
      async (address) => {
        asked.push(address);
        return new Response(address.endsWith("manifest.json") ? MANIFEST : new Uint8Array(30).fill(7));
      },
      (progress) => seen.push(progress),
    );
    expect(new TextDecoder().decode(await read("manifest.json"))).toBe(MANIFEST);
    expect(await read("model.safetensors")).toEqual(new Uint8Array(30).fill(7));
    expect(asked).toEqual([
      "https://example.org/artefact/manifest.json",
      "https://example.org/artefact/model.safetensors",
    ]);
    expect(seen.at(0)).toEqual({ loadedBytes: MANIFEST.length, totalBytes: undefined });
    expect(seen.at(-1)).toEqual({ loadedBytes: MANIFEST.length + 30, totalBytes: MANIFEST.length + 42 });
  });

  it("leaves a malformed manifest to the decoder", async () => {
    const read = createArtefactSource(
      "",
      async () => new Response("{"),
      () => {},
    );
    expect(await read("manifest.json")).toEqual(new TextEncoder().encode("{"));
  });

  it("says which file is missing and with which status", async () => {
    const read = createArtefactSource(
      "/artefact/",
      async () => new Response("", { status: 404 }),
      () => {},
    );
    await expect(read("manifest.json")).rejects.toMatchObject({
      code: "artefact-missing",
      message: expect.stringContaining("/artefact/manifest.json: expected a file of the artefact, got HTTP status 404"),
    });
  });

  it("says that a file did not arrive, whether the request or the transfer failed", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new TypeError("reset")) });
    const request = createArtefactSource(
      "",
      () => Promise.reject(new TypeError("offline")),
      () => {},
    );
    const transfer = createArtefactSource(
      "",
      async () => new Response(broken),
      () => {},
    );
    await expect(request("a")).rejects.toMatchObject({ code: "artefact-unreachable" });
    await expect(transfer("a")).rejects.toMatchObject({ code: "artefact-unreachable" });
  });
});
