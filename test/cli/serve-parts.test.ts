import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { readScenarios } from "../../src/cli/read-scenarios.ts";
import { runtimeLog } from "../../src/cli/runtime-log.ts";
import { writeStaticFiles } from "../../src/cli/site.ts";
import { stageArtefact } from "../../src/cli/staged-artefact.ts";
import { localConfig } from "../../src/cli/wrangler-config.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");
const site = join(folder, "site");

beforeEach(async () => {
  for (const path of [artefact, site]) rmSync(path, { recursive: true, force: true });
  await nearedge(["train", write("board.csv", checkerboard()), "--out", artefact, "--model", "popularity"]);
});

describe("what of an artefact's folder is published", () => {
  it("is the manifest and its shards, whatever else lies there, also by a link to the folder", async () => {
    const files = readdirSync(artefact).sort();
    writeFileSync(join(artefact, "notes.txt"), "mine");
    writeFileSync(join(artefact, "model.safetensors.index.json"), "mine");
    symlinkSync("/etc/hostname", join(artefact, "link.txt"));
    mkdirSync(join(artefact, "more"));
    symlinkSync(artefact, join(folder, "link"));
    await writeStaticFiles(site, await stageArtefact(join(folder, "link"), { users: true }), undefined);
    expect(readdirSync(join(site, "artefact")).sort()).toEqual(files);
    expect(readdirSync(site).sort()).toEqual(["_headers", "artefact"]);
    expect(readFileSync(join(site, "_headers"), "utf8")).toContain("frame-ancestors 'none'");
  });

  it("is nothing where a named file is a link or a folder", async () => {
    const shard = readdirSync(artefact).find((name) => name.endsWith(".safetensors")) ?? "";
    const bytes = readFileSync(join(artefact, shard));
    rmSync(join(artefact, shard));
    symlinkSync(write("elsewhere", bytes), join(artefact, shard));
    await expect(stageArtefact(artefact, { users: true })).rejects.toMatchObject({ code: "not-a-file" });
    rmSync(join(artefact, shard));
    mkdirSync(join(artefact, shard));
    await expect(stageArtefact(artefact, { users: true })).rejects.toMatchObject({ code: "not-a-file" });
  });

  it("replaces a site that had the page, and with it what runs the examples of /docs", async () => {
    const args = ["publish", artefact, "--to", site, "--no-page"];
    expect((await nearedge(args)).status).toBe(0);
    for (const name of ["index.html", "docs.js", "docs.css"]) writeFileSync(join(site, name), "");
    expect((await nearedge(args)).status).toBe(0);
    expect(readdirSync(site).sort()).toEqual(["_headers", "artefact"]);
  });

  it("does not take the place of a page that another program has built", async () => {
    mkdirSync(join(site, "assets"), { recursive: true });
    writeFileSync(join(site, "index.html"), "mine");
    const { status, stderr } = await nearedge(["publish", artefact, "--to", site, "--no-page"]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/holds (assets|index\.html), which would be lost/)]);
    expect(readFileSync(join(site, "index.html"), "utf8")).toBe("mine");
  });

  it("can be removed again where the package with the page is read-only", async () => {
    const page = join(folder, "page");
    mkdirSync(join(page, "assets"), { recursive: true });
    for (const name of ["index.html", "assets/page.js"]) writeFileSync(join(page, name), name, { mode: 0o444 });
    for (const name of ["assets", "."]) chmodSync(join(page, name), 0o555);
    try {
      await writeStaticFiles(site, await stageArtefact(artefact, { users: false }), page);
    } finally {
      for (const name of ["assets", "."]) chmodSync(join(page, name), 0o755);
    }
    const mayWrite = (name: string) => (statSync(join(site, name)).mode & 0o200) !== 0;
    expect([".", "assets", "assets/page.js", "index.html"].filter((name) => !mayWrite(name))).toEqual([]);
    expect(readFileSync(join(site, "assets/page.js"), "utf8")).toBe("assets/page.js");
  });

  it("is put into a folder by nearedge publish, which replaces what it made and nothing else", async () => {
    const args = ["publish", artefact, "--to", site, "--no-page"];
    for (let run = 0; run < 2; run += 1) expect((await nearedge(args)).status).toBe(0);
    expect(readdirSync(site).sort()).toEqual(["_headers", "artefact"]);
    writeFileSync(join(site, "robots.txt"), "mine");
    const { status, stderr } = await nearedge(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining("holds robots.txt, which would be lost")]);
    expect(readFileSync(join(site, "robots.txt"), "utf8")).toBe("mine");
  });
});

describe("the runtime on this machine", () => {
  const toml = readFileSync(new URL("../../wrangler.toml", import.meta.url), "utf8");

  it("is configured as a deployment is, but for the entry, the files and the guard", () => {
    const checkout = fileURLToPath(new URL("../..", import.meta.url));
    const config = localConfig(toml, checkout, "/scratch/site", { port: 8788 });
    expect(config).toContain(`main = ${JSON.stringify(join(checkout, "worker/local.ts"))}\n`);
    expect(config).not.toMatch(/no_bundle|\[build\]/);
    // An installed package has no sources: its worker is built.
    const prebuilt = localConfig(toml, "/package", "/scratch/site", { port: 8788 });
    expect(prebuilt).toContain('main = "/package/dist/worker-bundle/local.js"\nno_bundle = true\n');
    expect(config).toContain('directory = "/scratch/site"\nbinding = "ASSETS"\nrun_worker_first = true\n');
    expect(config).toContain('LOCAL_HOSTS = ["127.0.0.1:8788","localhost:8788","[::1]:8788"]\n');
    expect(config).toContain(`WORKER_FIRST = ${/^run_worker_first = (.*)$/m.exec(toml)?.[1]}\n`);
    // Pages of this machine alone may read the answers, whatever the deployment allows.
    const origins = config.match(/^CORS_ORIGINS = .*$/gm);
    expect(origins).toEqual(['CORS_ORIGINS = "http://localhost:*,http://127.0.0.1:*,http://[::1]:*"']);
    expect(() => localConfig(toml.replace("[vars]", "[other]"), "/package", "/site", { port: 1 })).toThrow(
      /wrangler\.toml/,
    );
  });

  const { folder } = temporaryFolder();

  it("is given the scenarios of a file as one line of JSON", async () => {
    const file = join(folder, "scenarios.json");
    writeFileSync(file, '{\n  "scenarios": { "home": { "k": 5 } }\n}\n');
    const scenarios = await readScenarios(file);
    expect(scenarios).toBe('{"scenarios":{"home":{"k":5}}}');
    const config = localConfig(toml, "/package", "/site", { port: 1, scenarios });
    expect(config).toContain(`[vars]\nLOCAL_HOSTS = `);
    expect(config).toContain(`\nSCENARIOS = ${JSON.stringify(scenarios)}\n`);
    writeFileSync(file, '{"scenarios": {"home": {"k": 0}}}');
    const message = `${file}: scenarios.home.k: expected an integer from 1 to 1000, got 0`;
    await expect(readScenarios(file)).rejects.toMatchObject({ code: "bad-scenarios", message });
    await expect(readScenarios(join(folder, "none"))).rejects.toMatchObject({ code: "bad-scenarios" });
  });

  it("says what wrangler says, without callers that hung up", () => {
    let text = "";
    const log = runtimeLog((line) => (text += line));
    for (const chunk of [
      "first\n\u001b[31m[ERROR]\u001b[0m Error inside ProxyWor",
      "ker (the affected request failed): POST / (failed after 1 attempt): Network connection lost.\u001b[0m\n\n\n",
      "\nError inside ProxyWorker: something else\n\nlast\n",
    ]) {
      log(chunk);
    }
    expect(text).toBe("first\nError inside ProxyWorker: something else\n\nlast\n");
  });
});
