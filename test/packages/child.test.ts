import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, serve } from "./child.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "nearedge-child-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, code: string): string {
  writeFileSync(join(folder, name), code);
  return name;
}

/** Starts a child of its own, whose id it keeps in a file, and answers on the port that it is told. */
const SERVER = `
  import { spawn } from "node:child_process";
  import { writeFileSync } from "node:fs";
  import { createServer } from "node:http";
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  writeFileSync("child.pid", String(child.pid));
  createServer((_, response) => response.writeHead(404).end()).listen(Number(process.argv[2]), "127.0.0.1");
`;

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(100);
  }
  return false;
}

describe("programs in folders of users", () => {
  it("run in the environment of a shell, not in that of the test", async () => {
    const code =
      "console.log(JSON.stringify([process.cwd(), process.env.NODE_ENV, process.env.VITEST, process.version]))";
    const printed = await run(folder, "node", [program("environment.mjs", code)]);
    expect(JSON.parse(printed)).toEqual([folder, null, null, process.version]);
  });

  it("that fail are an error with what they said", async () => {
    const args = [program("fails.mjs", 'console.error("no kernels here"); process.exit(3);')];
    await expect(run(folder, "node", args)).rejects.toThrow(/node fails\.mjs: ended with status 3:\nno kernels here/);
  });

  it("that do not end in time are ended", async () => {
    const args = [program("waits.mjs", 'console.log("waiting"); setInterval(() => {}, 1000);')];
    await expect(run(folder, "node", args, 2_000)).rejects.toThrow(/did not end within 2000 ms/);
  });

  it("that serve are ended with all that they started", async () => {
    const name = program("server.mjs", SERVER);
    const server = await serve(folder, "node", (port) => [name, String(port)]);
    const { status } = await fetch(server.address);
    expect(status).toBe(404);
    await server.stop();
    await expect(fetch(server.address)).rejects.toThrow();
    expect(await isGone(Number(readFileSync(join(folder, "child.pid"), "utf8")))).toBe(true);
  });

  it("that end before they serve are an error with what they said", async () => {
    const name = program("refuses.mjs", 'console.error("port taken"); process.exit(1);');
    await expect(serve(folder, "node", (port) => [name, String(port)])).rejects.toThrow(/status 1:\nport taken/);
  });
});
