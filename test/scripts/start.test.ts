import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { checkerboard } from "../cli/tables.ts";
import { serve } from "../packages/child.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/start.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nearedge-start-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("npm start --public", () => {
  it("refuses a folder before it trains: one that is missing, and one that holds the data or the users", async () => {
    mkdirSync(join(folder, "data"));
    const data = join(folder, "data/orders.csv");
    writeFileSync(data, "customer,product\na,1\n");
    mkdirSync(join(folder, "people"));
    const people = join(folder, "people/users.csv");
    writeFileSync(people, "customer,age\na,30\n");
    for (const [given, code] of [
      [join(folder, "none"), "public-missing"],
      [join(folder, "data"), "public-not-apart"],
      [join(folder, "people"), "public-not-apart"],
    ] as const) {
      const args = [SCRIPT, data, "--user-table", people, "--out", join(folder, "artefact"), "--public", given];
      const failure: unknown = await promisify(execFile)(process.execPath, args).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(`[${code}]`) });
      expect(failure).not.toMatchObject({ stderr: expect.stringMatching(/^read |train/m) });
    }
  });

  it("serves the files beside what it has trained", async () => {
    const [data, own] = [join(folder, "board.csv"), join(folder, "own")];
    writeFileSync(data, checkerboard());
    mkdirSync(own);
    writeFileSync(join(own, "robots.txt"), "mine");
    const args = [SCRIPT, data, "--model", "popularity", "--out", join(folder, "trained"), "--public", own];
    const server = await serve(folder, process.execPath, (port) => [...args, "--port", `${port}`]);
    try {
      expect(await (await fetch(new URL("robots.txt", server.address))).text()).toBe("mine");
    } finally {
      await server.stop();
    }
  });
});
