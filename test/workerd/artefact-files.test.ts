import { describe, expect, it } from "vitest";
import { checkerboard } from "./checkerboard.ts";
import { memoryAssets, serve } from "./memory-assets.ts";

const files = await checkerboard({ head: false });
const nameOf = (beginning: string) => files.find(({ name }) => name.startsWith(beginning))?.name ?? "";
const [shard, users] = [nameOf("model-"), nameOf("users-")];

/** Static files that take every way to write a path for the same file: as kind as a server can be. */
function kindAssets() {
  const { assets, stored, asked } = memoryAssets(files);
  stored.set("/artefact/notes.txt", new TextEncoder().encode("mine"));
  const given: string[] = [];
  const kind = {
    fetch: (request: string | Request) => {
      const { pathname } = new URL(typeof request === "string" ? request : request.url);
      const plain = decodeURIComponent(decodeURIComponent(pathname))
        .toLowerCase()
        .replaceAll(/[/\\]+/g, "/");
      given.push(plain);
      return assets.fetch(`https://assets.invalid${plain.replace(/\/$/, "")}`);
    },
  };
  return { kind, given, asked };
}

describe("the files of the artefact", () => {
  it.each(["manifest.json", shard])("that anybody may have are handed out as they are: %s", async (name) => {
    const app = serve(kindAssets().kind);
    const response = await app.request(`/artefact/${name}`);
    expect(response.status).toBe(200);
    const stored = files.find((file) => file.name === name)?.bytes;
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array(stored ?? []));
  });

  it.each([
    ...[`/artefact/${users}`, `/artefact/${users}?x=1`, `/artefact/${users}/`, `/artefact//${users}`],
    ...[`/artefact/%75${users.slice(1)}`, `/artefact/%2575${users.slice(1)}`, `/artefact/${users.toUpperCase()}`],
    ...[`/artefact%2F${users}`, `/artefact/%2F${users}`, `/artefact/x%2F..%2F${users}`, `/artefact/./${users}`],
    ...[`/artefact/x/../${users}`, `/artefact/%2e/${users}`, `/artefact/x/%2e%2e/${users}`, `/artefact/\\${users}`],
    ...[`//artefact/${users}`, `/ARTEFACT/${users}`, `/%61rtefact/${users}`, `/artefact/${users}%00`],
    ...[`/artefact/${users};`, `/artefact/${shard}%2F..%2F${users}`, `/artefact/manifest.json/../${users}`],
    ...["/artefact/notes.txt", "/artefact/", "/artefact", "/artefact/manifest.json/", "/artefact/%6danifest.json"],
  ])("that nobody may have are not there by any way to write it: %s", async (path) => {
    const { kind, given } = kindAssets();
    const app = serve(kind);
    const address = `http://localhost${path}`;
    for (const init of [
      {},
      { method: "HEAD" },
      { headers: { Range: "bytes=0-99" } },
      { headers: { "If-None-Match": "*" } },
      { headers: { Accept: "application/octet-stream", "Sec-Fetch-Mode": "navigate" } },
      { method: "POST", body: "x" },
    ] satisfies RequestInit[]) {
      const response = await app.request(new Request(address, init));
      expect(response.status, `${init.method ?? "GET"} ${path}`).toBe(404);
      expect(await response.text()).not.toContain("ann");
    }
    expect(given).toEqual([]);
  });

  it("pass on what the request says: a range, a tag, a method", async () => {
    const seen: Request[] = [];
    const assets = {
      fetch: async (request: string | Request) => {
        if (typeof request !== "string") seen.push(request);
        return new Response(null, { status: 304, headers: { ETag: '"tag"' } });
      },
    };
    const headers = { Range: "bytes=0-9", "If-None-Match": '"tag"' };
    const response = await serve(assets).request(`/artefact/${shard}`, { method: "HEAD", headers });
    expect([response.status, response.headers.get("ETag")]).toEqual([304, '"tag"']);
    expect(seen.map(({ method, headers: sent }) => [method, sent.get("Range"), sent.get("If-None-Match")])).toEqual([
      ["HEAD", "bytes=0-9", '"tag"'],
    ]);
  });

  it("that were not deployed are no such path, as any other", async () => {
    const response = await serve(memoryAssets([]).assets).request("/artefact/manifest.json");
    expect(response.status).toBe(404);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  });

  it("serve users by name all the same", async () => {
    const response = await serve(memoryAssets(files).assets).request("/v1/users/ann/recommendations?k=3");
    expect(await response.json()).toMatchObject({ items: [{ itemId: "18" }, { itemId: "16" }, { itemId: "14" }] });
  });
});
