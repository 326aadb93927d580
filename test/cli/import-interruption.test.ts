import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { npy, zip } from "../data/matrix-files.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";

const { folder, write } = temporaryFolder();
/** Scratch files of other tests do not count. */
beforeAll(() => vi.stubEnv("TMPDIR", folder));
afterAll(() => vi.unstubAllEnvs());

describe("an import that is interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s leaves nothing", async (signal) => {
    const values = Float32Array.from({ length: 60_000 * 128 }, (_, at) => Math.sin(at));
    const path = write("v.npz", zip([{ name: "v.npy", bytes: npy(values, [60_000, 128]), deflated: true }]));
    const before = readdirSync(folder);
    let isSent = false;
    const { status, stdout, stderr } = await nearedge(
      ["import", path, "--kind", "dot", "--fold-in", "mean", "--item-ids", "rows", "--out", `${folder}/out`],
      {
        onStderr: (text, kill) => {
          if (isSent || !text.includes("looking at the vectors")) return;
          isSent = true;
          kill(signal);
        },
      },
    );
    expect({ status, stdout }, stderr).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("interrupted; nothing was written");
    expect(readdirSync(folder)).toEqual(before);
  });
});
