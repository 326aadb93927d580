import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestHarness, type TestHarness } from "wrangler";
import { nearedge } from "../cli/nearedge.ts";
import { checkerboard } from "../workerd/checkerboard.ts";

const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "run"</script></svg>';
const FILES: Readonly<Record<string, string>> = {
  "pictures/1.svg": DRAWING,
  "pictures/2.SVG": DRAWING,
  "pictures/red shoe é%.png": "png",
  "assets/mine.txt": "mine",
  "robots.txt": "User-agent: *",
  ".well-known/security.txt": "Contact: mailto:me@shop.example",
  "about.html": "<!doctype html><title>about</title>",
  ".env": "SECRET=1",
  ".git/config": "SECRET=1",
};

let folder: string;
let server: TestHarness;
let url: URL;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-built-public-"));
  const own = join(folder, "own");
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(own, path)), { recursive: true });
    await writeFile(join(own, path), text);
  }
  await symlink("/etc/passwd", join(own, "passwd.txt"));
  const artefact = join(folder, "artefact");
  await mkdir(artefact);
  for (const { name, bytes } of await checkerboard({ head: false })) await writeFile(join(artefact, name), bytes);
  const out = join(folder, "site");
  const { status, stderr } = await nearedge(["site", artefact, "--out", out, "--no-page", "--public", own, "--users"]);
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  server = createTestHarness({ workers: [{ configPath: join(out, "wrangler.toml") }] });
  ({ url } = await server.listen());
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Asks with a path as it is: fetch would tidy it. */
function status(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port: url.port, host: url.hostname, path }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode));
    })
      .on("error", reject)
      .end();
  });
}
const get = (path: string, init?: RequestInit) => fetch(new URL(path, url), init);

describe("files of --public in the worker", () => {
  it.each([
    ["/pictures/1.svg", "image/svg+xml", DRAWING],
    ["/pictures/2.SVG", "image/svg+xml", DRAWING],
    ["/pictures/red%20shoe%20%C3%A9%25.png", "image/png", "png"],
    ["/assets/mine.txt", "text/plain; charset=utf-8", "mine"],
    ["/robots.txt", "text/plain; charset=utf-8", "User-agent: *"],
    ["/.well-known/security.txt", "text/plain; charset=utf-8", "Contact: mailto:me@shop.example"],
    ["/about", "text/html; charset=utf-8", "<!doctype html><title>about</title>"],
  ])("%s has its type, is asked for anew each time, and is not sniffed", async (path, type, text) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get("Content-Type"), await answer.text()]).toEqual([200, type, text]);
    expect(answer.headers.get("Cache-Control")).toBe("public, max-age=0, must-revalidate");
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });

  it("have a tag that answers 304, and answer HEAD", async () => {
    const head = await get("/pictures/1.svg", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const tag = head.headers.get("ETag") ?? "";
    expect((await get("/pictures/1.svg", { headers: { "If-None-Match": tag } })).status).toBe(304);
    expect((await get("/robots.txt", { headers: { "If-None-Match": tag } })).status).toBe(200);
  });

  it("run no script as drawings, whatever the letter case of their ending", async () => {
    for (const path of ["/pictures/1.svg", "/pictures/2.SVG"]) {
      const policy = (await get(path)).headers.get("Content-Security-Policy");
      expect(policy).toBe("frame-ancestors 'none', default-src 'none'; style-src 'unsafe-inline'; sandbox");
    }
    expect((await get("/robots.txt")).headers.get("Content-Security-Policy")).toBe("frame-ancestors 'none'");
    // Another way to write the address leads to this one, and not past its rules.
    const encoded = await get("/pictures/1%2Esvg", { redirect: "manual" });
    expect([encoded.status, encoded.headers.get("Location")]).toEqual([307, "/pictures/1.svg"]);
  });

  it.each([
    "/.env",
    "/%2eenv",
    "/.git/config",
    "/%2egit%2fconfig",
    "/pictures/../.env",
    "/pictures/%2e%2e/.env",
    "/pictures/..%2f.env",
    "/pictures/..%5c.env",
    "/passwd.txt",
    "/../wrangler.toml",
    "/..%2fwrangler.toml",
    "/public-files.json",
    "/_headers",
    "/pictures/none.svg",
    "/pictures",
  ])("%s is none", async (path) => {
    expect(await status(path)).toBe(404);
  });

  it("leave the routes as they are", async () => {
    for (const path of ["/v1/model", "/health/ready", "/openapi.json", "/docs", "/artefact/manifest.json"]) {
      expect((await get(path)).status).toBe(200);
    }
  });
});
