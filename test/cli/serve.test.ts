import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();

/** What serving looks like when it works is tested against the real worker, in test/agreement and test/chromium. */
describe("nearedge serve", () => {
  it("refuses a port that is taken, with status 2, before it builds or starts anything", async () => {
    const out = join(folder, "artefact");
    await nearedge(["train", write("board.csv", checkerboard()), "--out", out, "--model", "popularity"]);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { status, stderr } = await nearedge(["serve", out, "--port", String(port)]);
    other.close();
    expect(status).toBe(2);
    expect(stderr).toContain(`${port} on 127.0.0.1 cannot be had; choose another with --port`);
    expect(stderr).not.toContain("building");
  });

  it("refuses a folder that is no artefact, with status 1", async () => {
    const { status, stderr } = await nearedge(["serve", join(folder, "nothing")]);
    expect(status).toBe(1);
    expect(stderr).toContain("nothing");
  });
});
