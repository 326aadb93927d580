import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestHarness, type TestHarness } from "wrangler";
import { nearedge } from "../cli/nearedge.ts";
import { BLACK_DOWN, checkerboard, WHITE_UP } from "../workerd/checkerboard.ts";

/** The head turns the order of retrieval round. */
const TURNED = [...BLACK_DOWN.toReversed(), ...WHITE_UP].slice(0, 18);
const FLAGS = /^compatibility_flags = .*$/m;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-built-site-"));
  await mkdir(join(folder, "artefact"));
  for (const { name, bytes } of await checkerboard({ head: true }))
    await writeFile(join(folder, "artefact", name), bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  ["as it is written", ["--users"], undefined],
  ["without users", [], undefined],
  ["with Node's globals (nodejs_compat)", ["--users"], 'compatibility_flags = ["nodejs_compat"]'],
] as const)("a site %s", (title, options, flags) => {
  const withUsers = options.length > 0;
  let server: TestHarness;
  let url: URL;
  let userFile: string;

  beforeAll(async () => {
    const out = join(folder, title.replaceAll(/\W/g, "-"));
    const { status, stderr } = await nearedge([
      "site",
      join(folder, "artefact"),
      "--out",
      out,
      "--no-page",
      ...options,
    ]);
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    const configPath = join(out, "wrangler.toml");
    const config = await readFile(configPath, "utf8");
    if (flags !== undefined) await writeFile(configPath, config.replace(FLAGS, flags));
    const manifest = JSON.parse(await readFile(join(folder, "artefact/manifest.json"), "utf8"));
    userFile = manifest.privateFiles[0].name;
    server = createTestHarness({ workers: [{ configPath }] });
    ({ url } = await server.listen());
  });
  afterAll(() => server?.close());

  const post = async (body: object) => {
    const headers = { "Content-Type": "application/json" };
    return fetch(new URL("/v1/recommendations", url), { method: "POST", headers, body: JSON.stringify(body) });
  };

  it("answers by its head", async () => {
    const answer = await post({ history: ["0", "2"], k: 18 });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ reranked: true, items: TURNED.map((itemId) => expect.objectContaining({ itemId })) }),
    ]);
  });

  it(withUsers ? "knows its users" : "knows no users", async () => {
    const answer = await fetch(new URL("/v1/users/ann/recommendations?k=3", url));
    const { items, fallback } = (await answer.json()) as { items: { itemId: string }[]; fallback?: object };
    expect(items.map(({ itemId }) => itemId)).toEqual(withUsers ? TURNED.slice(0, 3) : ["0", "1", "2"]);
    expect(fallback === undefined).toBe(withUsers);
  });

  it("hands out the manifest and no file of users, and carries the rules for headers", async () => {
    const manifest = await fetch(new URL("/artefact/manifest.json", url));
    expect([manifest.status, manifest.headers.get("X-Frame-Options")]).toEqual([200, "DENY"]);
    expect("privateFiles" in ((await manifest.json()) as object)).toBe(withUsers);
    const users = await fetch(new URL(`/artefact/${userFile}`, url));
    expect(users.status).toBe(404);
  });
});
