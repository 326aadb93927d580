import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { clientBundle } from "./bundle.ts";

const BUDGET_BYTES = 4 * 1024;

let code: string;

beforeAll(async () => {
  code = await clientBundle();
});

describe("the client as one file", () => {
  it("has at most 4 KiB, compressed", () => {
    expect(code).toContain("/v1/recommendations");
    expect(gzipSync(code).length).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it("imports nothing, and names nothing of Node or of a page", () => {
    expect(code).not.toMatch(/\bimport\b|\brequire\(|\bprocess\b|\bBuffer\b|\bdocument\b|\bwindow\b/);
  });

  /** The oldest Node that the client is for may be there beside the one that runs this. */
  const nodes = [process.execPath, "/usr/bin/node", "/usr/local/bin/node"].filter((path) => existsSync(path));
  it.each(nodes)("runs in Node, without a fetch that is given: %s", async (node) => {
    const folder = mkdtempSync(join(tmpdir(), "nearedge-client-"));
    const server = createServer((_, response) => {
      response.setHeader("Content-Type", "application/json").end('{"status":"live"}');
    }).listen(0, "127.0.0.1");
    try {
      await new Promise((resolve) => server.once("listening", resolve));
      const { port } = server.address() as AddressInfo;
      writeFileSync(join(folder, "client.mjs"), code);
      const use = `import { createClient } from "./client.mjs";
        const answer = await createClient("http://127.0.0.1:${port}").live();
        console.log(JSON.stringify(answer));`;
      writeFileSync(join(folder, "use.mjs"), use);
      const { stdout } = await promisify(execFile)(node, [join(folder, "use.mjs")]);
      expect(JSON.parse(stdout)).toEqual({ status: "live" });
    } finally {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
