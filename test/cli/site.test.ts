import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { PAGE_FILES } from "../../src/cli/site.ts";
import { asVersion1 } from "../artefact/tamper.ts";
import { checkerboard as checkerboardArtefact } from "../workerd/checkerboard.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");
const out = join(folder, "site");
const site = (...options: string[]) => nearedge(["site", artefact, "--out", out, "--no-page", ...options]);
const published = () => readdirSync(join(out, "public/artefact")).sort();
const manifest = (): unknown => JSON.parse(readFileSync(join(out, "public/artefact/manifest.json"), "utf8"));
const config = () => readFileSync(join(out, "wrangler.toml"), "utf8");

beforeAll(async () => {
  await nearedge(["train", write("board.csv", checkerboard()), "--out", artefact, "--model", "item-knn"]);
});
beforeEach(() => rmSync(out, { recursive: true, force: true }));

const measured = z.object({ value: z.number(), limit: z.number() });
const fileList = z.array(z.object({ name: z.string(), bytes: z.number() }));
const said = z.strictObject({
  site: z.string(),
  name: z.string(),
  artefact: z.string(),
  version: z.string(),
  users: z.boolean(),
  public: fileList,
  private: fileList,
  leftOut: fileList,
  artefactBytes: z.number(),
  limits: z.strictObject({ bundleBytes: measured, fileBytes: measured, files: measured, memoryBytes: measured }),
});

describe("nearedge site", () => {
  it("writes worker, configuration and files, without the users, and says what is left out", async () => {
    const shard = readdirSync(artefact).filter((name) => name.startsWith("users-"));
    const { answer } = await nearedgeJson(said, ["site", artefact, "--out", out, "--no-page", "--name", "shop"]);
    expect(readdirSync(out).sort()).toEqual(["public", "worker", "wrangler.toml"]);
    expect(readdirSync(join(out, "worker")).sort()).toEqual([
      "index.js",
      "kernels.wasm",
      "tfjs-backend-wasm-simd.wasm",
    ]);
    expect(readdirSync(join(out, "public")).sort()).toEqual(["_headers", "artefact"]);
    expect(published().filter((name) => !name.startsWith("model-"))).toEqual(["manifest.json"]);
    expect(manifest()).toMatchObject({ formatVersion: 5, version: answer.version });
    expect(manifest()).not.toHaveProperty("privateFiles");
    expect(answer).toMatchObject({ site: out, name: "shop", users: false, private: [] });
    expect(answer.leftOut.map(({ name }) => name)).toEqual(shard.map((name) => `artefact/${name}`));
    const names = answer.public.map(({ name }) => name);
    expect(names.sort()).toEqual(published().map((name) => `artefact/${name}`));
    for (const { value, limit } of Object.values(answer.limits)) {
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(limit);
    }
    expect(config()).toContain('\nname = "shop"\nmain = "worker/index.js"\n');
    expect(config()).toContain("\nno_bundle = true\n");
    expect(config()).toContain('\ndirectory = "public"\n');
    expect(config()).toMatch(/\nrun_worker_first = \["\/artefact\/\*", /);
    expect(config()).not.toMatch(/minify|\[build\]|\.nearedge|#:schema/);
  });

  it("takes users along where it is told to, with the manifest as it was", async () => {
    const { stdout } = await site("--users");
    expect(published()).toEqual(readdirSync(artefact).sort());
    expect(manifest()).toEqual(JSON.parse(readFileSync(join(artefact, "manifest.json"), "utf8")));
    expect(stdout).toMatch(/^private {3}artefact\/users-.*\nleft out {2}nothing$/m);
  });

  it("has the page where it is not left out", async () => {
    const { status, stdout } = await nearedge(["site", artefact, "--out", out]);
    expect(status).toBe(0);
    expect(readdirSync(join(out, "public")).sort()).toEqual(["_headers", "artefact", ...PAGE_FILES].sort());
    // And makes way for one without.
    expect((await site()).status).toBe(0);
    expect(readdirSync(join(out, "public")).sort()).toEqual(["_headers", "artefact"]);
    expect(stdout).toMatch(/^public {4}the page \(\d+ files\), /m);
  });

  it("names a command that a shell takes, whatever the folder is", async () => {
    const { stdout } = await nearedge(["site", artefact, "--out", join(folder, "a site"), "--no-page"]);
    expect(stdout).toContain(`deploy with: npx wrangler deploy --config '${join(folder, "a site")}/wrangler.toml'\n`);
    rmSync(join(folder, "a site"), { recursive: true });
  });

  it("gives scenarios to the worker, checked", async () => {
    const file = write("scenarios.json", '{"scenarios": {"home": {"k": 5}}}');
    expect((await site("--scenarios", file)).status).toBe(0);
    expect(config()).toContain('\n[vars]\nSCENARIOS = "{\\"scenarios\\":{\\"home\\":{\\"k\\":5}}}"\n');
    writeFileSync(file, '{"scenarios": {"home": {"k": 0}}}');
    expect(await site("--scenarios", file)).toMatchObject({ status: 2, stderr: expect.stringContaining("home.k") });
  });

  it("replaces a site, with what wrangler left there, and keeps a configuration that was changed by hand", async () => {
    await site();
    mkdirSync(join(out, ".wrangler"));
    expect(await site("--name", "shop")).toMatchObject({ status: 0 });
    expect(readdirSync(out)).not.toContain(".wrangler");
    const own = `${config()}\n[limits]\ncpu_ms = 50\n`;
    writeFileSync(join(out, "wrangler.toml"), own);
    expect(await site()).toMatchObject({ status: 0, stderr: expect.stringContaining("changed by hand and is kept") });
    expect(config()).toBe(own);
    expect(await site("--name", "other")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("[config-changed]"),
    });
    expect(config()).toBe(own);
  });
});

describe("nearedge site refuses, and leaves everything as it was:", () => {
  const refused = async (code: string, args: readonly string[] = ["site", artefact, "--out", out, "--no-page"]) => {
    const before = existsSync(out);
    const { status, stderr, stdout } = await nearedge(args);
    expect([stderr, stdout]).toEqual([expect.stringContaining(`[${code}]`), ""]);
    expect(status).toBeGreaterThan(0);
    expect(existsSync(out)).toBe(before);
    expect(readdirSync(folder).filter((name) => /partial|replaced/.test(name))).toEqual([]);
    return stderr;
  };
  const copyOf = (change: (files: { readonly [kind: string]: string }) => void): string => {
    const copy = join(folder, "copy");
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy);
    for (const name of readdirSync(artefact)) writeFileSync(join(copy, name), readFileSync(join(artefact, name)));
    const path = (start: string) => join(copy, readdirSync(copy).find((name) => name.startsWith(start)) ?? "");
    change({ model: path("model-"), users: path("users-"), manifest: path("manifest") });
    return copy;
  };
  const from = (path: string) => ["site", path, "--out", out, "--no-page"];

  it("no artefact", async () => {
    await refused("missing-folder", from(join(folder, "none")));
    await refused("missing-manifest", from(folder));
    await refused("missing-manifest", from(write("file", "mine")));
  });

  it("a shard that is cut off, or missing, also one of users", async () => {
    await refused("shard-length", from(copyOf(({ model = "" }) => truncateSync(model, 100))));
    await refused("shard-length", from(copyOf(({ users = "" }) => truncateSync(users, 100))));
    await refused("missing-shard", from(copyOf(({ model = "" }) => rmSync(model))));
  });

  it("an artefact of a later format", async () => {
    const later = copyOf(({ manifest: path = "" }) => {
      writeFileSync(path, readFileSync(path, "utf8").replace(/"formatVersion": ?\d+/, '"formatVersion": 99'));
    });
    await refused("unsupported-format-version", from(later));
  });

  it("a model that is made of users, unless they go along", async () => {
    const made = join(folder, "made-of-users");
    await nearedge(["train", join(folder, "board.csv"), "--out", made, "--model", "user-knn"]);
    expect(await refused("needs-users", from(made))).toContain("--users");
    expect((await nearedge([...from(made), "--users"])).status).toBe(0);
  });

  it("users whom an earlier release kept where everybody reads them, and takes the rest", async () => {
    const old = join(folder, "version-1");
    mkdirSync(old);
    for (const { name, bytes } of await asVersion1(await checkerboardArtefact({ head: false }))) {
      writeFileSync(join(old, name), bytes);
    }
    await refused("users-in-public", [...from(old), "--users"]);
    expect((await nearedge(from(old))).status).toBe(0);
    expect(manifest()).not.toHaveProperty("privateFiles");
  });

  it("names that no Worker can have", async () => {
    for (const name of ["Shop", "shop_1", "-shop", "", "a".repeat(64)]) {
      await refused("bad-name", [...from(artefact), "--name", name]);
    }
  });

  it("a file, a strange folder, a changed site, the current folder and a place that cannot be written", async () => {
    const to = (path: string) => ["site", artefact, "--out", path, "--no-page"];
    const file = write("note.txt", "mine");
    await refused("not-a-site", to(file));
    await refused("write-failed", to(join(file, "site")));
    await refused("no-out-folder", to(" "));
    await refused("not-a-site", to(artefact));
    await refused("not-a-site", to(process.cwd()));
    mkdirSync(join(folder, "strange/public"), { recursive: true });
    expect(await refused("not-a-site", to(join(folder, "strange")))).toContain("holds public");
    await site();
    writeFileSync(join(out, "public/robots.txt"), "mine");
    expect(await refused("not-a-site", to(out))).toContain("public/robots.txt, which would be lost");
    expect(readFileSync(join(out, "public/robots.txt"), "utf8")).toBe("mine");
    await refused("write-failed", to("/proc/site"));
  });

  it.skipIf(process.getuid?.() === 0)("a folder that is read-only", async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    await refused("write-failed", ["site", artefact, "--out", join(closed, "site"), "--no-page"]);
  });
});
