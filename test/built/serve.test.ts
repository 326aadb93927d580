import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const BINARY = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nearedge-test-serve-"));
const artefact = join(folder, "artefact");
/** Temporary files of the servers, in a place of this test's own. */
const scratch = join(folder, "tmp");
let port = 0;
let log = "";
let server: ChildProcess | undefined;

beforeAll(() => {
  mkdirSync(scratch);
  const train = ["train", "builtin:catalogue", "--model", "popularity", "--out", artefact];
  execFileSync(process.execPath, [BINARY, ...train], { stdio: "ignore" });
  symlinkSync("/etc/hostname", join(artefact, "link.txt"));
  writeFileSync(join(artefact, "notes.txt"), "mine");
});
afterAll(() => {
  server?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Server {
  readonly pid: number;
  readonly ended: Promise<number | string | null>;
}

/** Starts a server on a free port and waits until it says that it serves. */
async function serve(...options: string[]): Promise<Server> {
  const { ready, ...started } = await start(options);
  await Promise.race([ready, started.ended.then(() => Promise.reject(new Error(log)))]);
  return started;
}

/** Starts a server on a free port; `ready` resolves once it says that it serves. */
async function start(options: readonly string[] = []): Promise<Server & { readonly ready: Promise<void> }> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  port = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
  const child = spawn(process.execPath, [BINARY, "serve", artefact, "--port", String(port), ...options], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, TMPDIR: scratch },
  });
  server = child;
  log = "";
  const ended = new Promise<number | string | null>((resolve) =>
    child.on("exit", (status, signal) => resolve(signal ?? status)),
  );
  const ready = new Promise<void>((resolve) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("serving ")) resolve();
    });
  });
  return { pid: child.pid ?? 0, ended, ready };
}

/** Asks with a path and a Host as they are: fetch would tidy both. */
function status(path: string, host = `127.0.0.1:${port}`): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port, host: "127.0.0.1", path, headers: { Host: host } }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode));
    })
      .on("error", reject)
      .end();
  });
}

/** Processes that this server began, by the folder or the port in their command lines: number and command line. */
function processes(): string[] {
  const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(scratch) || line.includes(`127.0.0.1:${port} `));
}

async function nothingIsLeft(): Promise<void> {
  await expect.poll(processes, { timeout: 15_000, interval: 200 }).toEqual([]);
}

describe.skipIf(process.platform === "win32")("nearedge serve", () => {
  it("publishes the artefact alone, under its own names, and a hang-up ends all that it began", async () => {
    const { pid, ended } = await serve();
    expect(await status("/artefact/manifest.json")).toBe(200);
    expect(await status("/", `LOCALHOST:${port}`)).toBe(200);
    for (const path of ["/", "/artefact/manifest.json", "/v1/model", "/docs", "/none"]) {
      expect(await status(path, "evil.example"), path).toBe(421);
      expect(await status(path, `127.0.0.1.evil.example:${port}`), path).toBe(421);
    }
    const strange = [
      "link.txt",
      "notes.txt",
      "%6cink.txt",
      "..%2fwrangler.toml",
      "../../wrangler.toml",
      "%2e%2e/%2e%2e/state",
    ];
    for (const name of [...strange, "..%5cwrangler.toml", "/link.txt", "link.txt/", "./link.txt"]) {
      expect(await status(`/artefact/${name}`), name).not.toBe(200);
    }
    expect(processes().length).toBeGreaterThan(2);
    await hangUp();
    expect(await status("/health/live")).toBe(200);
    process.kill(pid, "SIGHUP");
    expect(await ended).toBe(0);
    await nothingIsLeft();
    expect(readdirSync(scratch)).toEqual([]);
    expect(log).not.toMatch(/error/i);
  });

  it("serves files of one's own beside page and API, and none under a strange host or through a link that leads out", async () => {
    const own = join(folder, "own");
    mkdirSync(join(own, "pictures"), { recursive: true });
    for (const name of ["pictures/1.svg", ".env"]) writeFileSync(join(own, name), "<svg/>");
    symlinkSync("/etc/hostname", join(own, "host.txt"));
    const { pid, ended } = await serve("--public", own);
    await expect.poll(() => log).toContain(`serving 1 file of ${own} (1 svg), 0.0 KiB; left out: 1 hidden, 1 link`);
    expect(await status("/pictures/1.svg")).toBe(200);
    expect(await status("/pictures/1.svg", "evil.example")).toBe(421);
    for (const path of ["/.env", "/host.txt", "/pictures/..%2f.env", "/pictures/2.svg"]) {
      expect(await status(path), path).toBe(404);
    }
    for (const path of ["/", "/v1/model"]) expect(await status(path), path).toBe(200);
    process.kill(pid, "SIGTERM");
    expect(await ended).toBe(0);
    await nothingIsLeft();
  });

  it("ends at once where it is asked to before the worker answers", async () => {
    const { pid, ended } = await start();
    const running = (): boolean => processes().some((line) => line.includes("wrangler"));
    await expect.poll(running, { timeout: 30_000, interval: 20 }).toBe(true);
    process.kill(pid, "SIGTERM");
    expect(await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve("goes on"), 20_000))])).toBe(0);
    expect(log).not.toContain("serving ");
    await nothingIsLeft();
  });

  it("leaves no process when it is killed, and the next one removes its folder; a dead runtime ends that one", async () => {
    const killed = await serve();
    process.kill(killed.pid, "SIGKILL");
    expect(await killed.ended).toBe("SIGKILL");
    await nothingIsLeft();
    expect(readdirSync(scratch).some((name) => name.startsWith(`nearedge-serve-${killed.pid}-`))).toBe(true);
    const { pid, ended } = await serve();
    expect(readdirSync(scratch).filter((name) => name.startsWith("nearedge-serve-"))).toEqual([
      expect.stringMatching(new RegExp(`^nearedge-serve-${pid}-`)),
    ]);
    const runtime = processes().find((line) => line.includes("workerd serve"));
    process.kill(Number(runtime?.trim().split(" ")[0]), "SIGKILL");
    expect(await ended).toBe(1);
    expect(log).toMatch(/serving has ended \[worker-ended\]\n$/);
    await nothingIsLeft();
  });
});

/** Begins uploads and closes the connection within their bodies. */
async function hangUp(): Promise<void> {
  for (const path of ["/v1/recommendations", "/v1/predictions"]) {
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n`;
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve) => socket.write(`${head}{"userId":`, () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.destroy();
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
}
