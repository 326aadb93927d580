import { mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { deploymentOf } from "../../src/cli/deploy.ts";
import { rollbackArguments, versionOf } from "../../src/cli/rollback.ts";
import { excesses, LIMITS, memoryEstimate } from "../../src/cli/site-figures.ts";
import { findWrangler, runWrangler } from "../../src/cli/wrangler.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");
/** No account, and a home without one. */
const NO_ACCOUNT = { CLOUDFLARE_API_TOKEN: "", XDG_CONFIG_HOME: join(folder, "config"), HOME: folder };

beforeAll(async () => {
  await nearedge(["train", write("board.csv", checkerboard()), "--out", artefact, "--model", "popularity"]);
});

const dryRun = z.looseObject({
  name: z.literal("shop"),
  dryRun: z.literal(true),
  users: z.boolean(),
  private: z.array(z.looseObject({ name: z.string() })),
  leftOut: z.array(z.looseObject({ name: z.string() })),
});

describe("nearedge deploy --dry-run", () => {
  it("has wrangler check the site, uploads nothing, and prints one pure object", async () => {
    const args = ["deploy", artefact, "--name", "shop", "--dry-run", "--no-page"];
    const { answer } = await nearedgeJson(dryRun, args);
    expect([answer.users, answer.private.length, answer.leftOut.length]).toEqual([false, 0, 1]);
    const withUsers = await nearedgeJson(dryRun, [...args, "--users"]);
    expect([withUsers.answer.private.length, withUsers.answer.leftOut.length]).toEqual([1, 0]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`nearedge-deploy-${process.pid}-`))).toEqual([]);
  });

  it("removes what a killed command of this user left in the place of temporary files", async () => {
    const place = join(folder, "tmp");
    // No system gives so high a number to a process.
    mkdirSync(join(place, "nearedge-deploy-99999999-abcdef/site"), { recursive: true });
    mkdirSync(join(place, "nearedge-deploy-mine"));
    await nearedge(["deploy", artefact, "--name", "My Shop"], { env: { TMPDIR: place } });
    expect(readdirSync(place)).toEqual(["nearedge-deploy-mine"]);
  });

  it("says in lines what is public, private and left out, and what it weighs", async () => {
    const { status, stdout } = await nearedge(["deploy", artefact, "--dry-run", "--no-page"]);
    expect(status).toBe(0);
    const figures = [
      /^board [0-9a-f]{16} as the Worker nearedge$/,
      /^public {4}artefact\/model-.*, [\d.]+ KiB$/,
      /^public {4}artefact\/manifest\.json, [\d.]+ KiB$/,
      /^private {3}nothing$/,
      /^left out {2}artefact\/users-.*, [\d.]+ KiB$/,
      /^worker {4}[\d.]+ KiB of 3\.0 MiB, compressed$/,
      /^artefact {2}[\d.]+ KiB$/,
      /^files {5}3 of 20000; the largest [\d.]+ KiB of 25\.0 MiB$/,
      /^memory {4}about [\d.]+ MiB of 128\.0 MiB an isolate$/,
      /^dry run: wrangler accepts it; nothing was uploaded$/,
    ];
    expect(stdout.trimEnd().split("\n")).toEqual(figures.map((line) => expect.stringMatching(line)));
  });
});

describe("nearedge deploy", () => {
  it("ends with wrangler's exit status and last lines where wrangler fails", async () => {
    const { status, stdout, stderr } = await nearedge(["deploy", artefact, "--no-page"], { env: NO_ACCOUNT });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/nearedge: wrangler deploy ended with exit status 1:\n(.+\n)*.*CLOUDFLARE_API_TOKEN/);
    expect(stderr.trimEnd()).toMatch(/\nrun npx wrangler login first, .* \[wrangler-failed\]$/);
  });

  it("refuses names, scenarios and artefacts before wrangler is asked", async () => {
    const refused = async (code: string, ...args: string[]) => {
      const { status, stderr } = await nearedge(["deploy", ...args]);
      expect(stderr).toContain(`[${code}]`);
      expect(stderr).not.toContain("wrangler deploy");
      expect(status).toBeGreaterThan(0);
    };
    await refused("bad-name", artefact, "--name", "My Shop");
    await refused("bad-scenarios", artefact, "--scenarios", join(folder, "none.json"));
    await refused("missing-folder", join(folder, "none"));
    await refused("missing-manifest", folder);
  });

  it("reads where it is and its version from what wrangler notes for programs", () => {
    const notes = [
      '{"version":1,"type":"wrangler-session","wrangler_version":"4.155.0"}',
      '{"version":1,"type":"deploy","version_id":"5f1c","targets":["https://shop.example.workers.dev"]}',
      "",
    ];
    expect(deploymentOf(notes.join("\n"))).toEqual({ versionId: "5f1c", urls: ["https://shop.example.workers.dev"] });
    expect(deploymentOf("")).toEqual({ versionId: undefined, urls: [] });
  });

  it("knows what is too large, by each limit, with a way out", () => {
    const at = (key: keyof typeof LIMITS, value: number) => {
      const all = Object.fromEntries(Object.entries(LIMITS).map(([name, limit]) => [name, { value: 1, limit }]));
      return { limits: { ...all, [key]: { value, limit: LIMITS[key] } } } as Parameters<typeof excesses>[0];
    };
    for (const key of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
      expect(excesses(at(key, LIMITS[key]))).toEqual([]);
      expect(excesses(at(key, LIMITS[key] + 1))).toEqual([expect.stringMatching(/expected at most .*, got .*; /)]);
    }
    // A million items of 64 factors: too many as f32, and as int8 as well.
    const estimate = memoryEstimate({ shardBytes: 300e6, kernelBytes: 260e6, ids: 1_000_000 });
    expect(excesses(at("memoryBytes", estimate))).toEqual([
      expect.stringMatching(/128\.0 MiB, got 6\d\d\.. MiB; .*int8/),
    ]);
  });
});

describe("nearedge rollback", () => {
  it("asks wrangler for the version before or for one of its own, by name", async () => {
    const { status, stderr } = await nearedge(["rollback", "--name", "shop"], { env: NO_ACCOUNT });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/wrangler rollback ended with exit status 1:/)]);
    expect(await nearedge(["rollback", "--name", "My Shop"])).toMatchObject({ status: 2 });
  });

  it("goes to the version that is named, instead of printing that of this package", async () => {
    const id = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    expect(rollbackArguments({ name: "shop", version: id }).slice(0, 4)).toEqual(["rollback", id, "--name", "shop"]);
    for (const name of [[], ["--name", "shop"]]) {
      const { status, stdout, stderr } = await nearedge(["rollback", ...name, "--version", id], { env: NO_ACCOUNT });
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/wrangler rollback ended with exit status 1:/);
    }
  });

  it.each(["no such", "--help", "../../x", "", "0.1.0"])("refuses the version %j before wrangler runs", async (id) => {
    const { status, stdout, stderr } = await nearedge(["rollback", "--version", id], { env: NO_ACCOUNT });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^nearedge: --version: expected the id of a version.* \[bad-version-id\]\n$/);
  });
});

describe("nearedge rollback --json", () => {
  const ids = ["aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"] as const;
  const rolledBack = z.strictObject({ name: z.string(), versionId: z.string() });

  /** Cloudflare's answers for a Worker that was deployed twice, the second time an hour after the first. */
  async function account() {
    const deployed: unknown[] = [];
    const deploymentAt = (at: number) => ({
      ...{ id: `d${at}`, source: "api", strategy: "percentage", author_email: "", annotations: {} },
      ...{ created_on: `2026-01-01T0${at}:00:00Z`, versions: [{ version_id: ids[at], percentage: 100 }] },
    });
    const server = createServer(async (request, response) => {
      const path = request.url?.split("?")[0] ?? "";
      let body = "";
      for await (const piece of request) body += piece;
      if (request.method === "POST") deployed.push(JSON.parse(body).versions);
      const id = path.split("/").at(-1) ?? "";
      const version = {
        id,
        number: 1,
        metadata: { created_on: "2026-01-01T00:00:00Z" },
        annotations: {},
        resources: {},
      };
      const result = /\/versions\/[^/]+$/.test(path) ? version : { deployments: [deploymentAt(1), deploymentAt(0)] };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ success: true, errors: [], messages: [], result }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
      deployed,
      env: {
        ...{ CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`, CLOUDFLARE_API_TOKEN: "of-this-test" },
        ...{ CLOUDFLARE_ACCOUNT_ID: "a".repeat(32), WRANGLER_SEND_METRICS: "false", HOME: folder },
      },
      close: () => server.close(),
    };
  }

  it("prints one object with the version that is deployed now, which wrangler has found or was given", async () => {
    const { deployed, env, close } = await account();
    try {
      for (const [version, expected] of [
        [[], ids[0]],
        [["--version", ids[1]], ids[1]],
      ] as const) {
        const run = await nearedge(["rollback", "--name", "shop", ...version, "--json"], { env });
        expect([run.status, run.stderr.includes("Performing rollback")]).toEqual([0, true]);
        expect(rolledBack.parse(JSON.parse(run.stdout))).toEqual({ name: "shop", versionId: expected });
        expect(deployed.at(-1)).toEqual([{ percentage: 100, version_id: expected }]);
      }
      // Without it standard output has nothing, as before.
      expect(await nearedge(["rollback"], { env })).toMatchObject({ status: 0, stdout: "" });
    } finally {
      close();
    }
  });

  it("prints nothing where wrangler fails, and fails where it does not say a version", async () => {
    const { status, stdout } = await nearedge(["rollback", "--json"], { env: NO_ACCOUNT });
    expect([status, stdout]).toEqual([1, ""]);
    expect(versionOf(`\u001b[32mdone\u001b[39m\n\n\u001b[2mCurrent Version ID: ${ids[0]}\u001b[22m\n`)).toBe(ids[0]);
    for (const said of ["", "Aborting rollback...", "Current Version ID: undefined"]) {
      expect(() => versionOf(said)).toThrow(expect.objectContaining({ code: "wrangler-answer" }));
    }
  });
});

describe("a run of wrangler", () => {
  it("needs one that is installed, beside the package or in the project", () => {
    expect(findWrangler("deploy")).toMatch(/wrangler\.js$/);
    const missing = "deploy runs wrangler, which is not installed; run: npm install wrangler@4.155.0";
    expect(() => findWrangler("deploy", [join(folder, "package.json")])).toThrow(missing);
  });

  it("fails with its last lines, without colours and rules", async () => {
    mkdirSync(join(folder, "bin"), { recursive: true });
    const program = join(folder, "bin/wrangler.mjs");
    const lines = Array.from({ length: 30 }, (_, line) => `line ${line}`).join("\\n");
    writeFileSync(
      program,
      `console.log("${lines}"); console.error("\\u001b[31mno\\u001b[0m\\n────"); process.exit(7);`,
    );
    const run = runWrangler(program, ["deploy"], { cwd: folder });
    await expect(run).rejects.toMatchObject({ code: "wrangler-failed" });
    const message = await run.catch((error: Error) => error.message);
    expect(message).toMatch(/^wrangler deploy ended with exit status 7:\n/);
    expect(message).toContain("line 29");
    expect(message.split("\n")).toContain("no");
    expect(message).not.toContain("line 5\n");
  });

  it("has the variables of the project's .env, though it runs elsewhere", async () => {
    const program = write("arguments.mjs", "console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]));");
    const project = join(folder, "project");
    mkdirSync(project);
    const cwd = realpathSync(folder);
    const ran = async () => JSON.parse(await runWrangler(program, ["rollback"], { cwd, project }));
    expect(await ran()).toEqual([cwd, "rollback"]);
    writeFileSync(join(project, ".env"), "CLOUDFLARE_API_TOKEN=mine");
    expect(await ran()).toEqual([cwd, "rollback", "--env-file", join(project, ".env")]);
  });
});
