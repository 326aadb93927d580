import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { withoutSeconds } from "./tune-results.ts";

const { folder } = temporaryFolder();
const SEARCH = ["tune", "builtin:catalogue", "--grid", "factors=1,2,3", "--grid", "regularization=0.01,0.1"];
const ARGS = [...SEARCH, "--set", "epochs=2", "--protocol", "random:0.2", "--jobs", "2"];

describe("Ctrl-C during a search", () => {
  it("ends it soon with status 1, and the same command goes on to the same table", async () => {
    const [out, uninterrupted] = [join(folder, "results.csv"), join(folder, "whole.csv")];
    let interruptedMs = 0;
    const stopped = await nearedge([...ARGS, "--out", out], {
      env: { NEAREDGE_PROGRESS_SECONDS: "0" },
      onStderr: (stderr, kill) => {
        if (interruptedMs > 0 || !stderr.includes("runs ")) return;
        interruptedMs = performance.now();
        kill("SIGINT");
      },
    });
    expect(performance.now() - interruptedMs).toBeLessThan(5000);
    expect([stopped.status, stopped.stdout]).toEqual([1, ""]);
    expect(stopped.stderr).toMatch(
      /runs are in .*results\.csv: the same command goes on from there \[interrupted\]\n$/,
    );
    const rows = readFileSync(out, "utf8").split("\n").length - 2;
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(7);

    const resumed = await nearedge([...ARGS, "--out", out]);
    expect(resumed.status).toBe(0);
    expect(resumed.stderr).toContain(`${rows} of at most 7 runs are in`);
    const whole = await nearedge([...ARGS, "--out", uninterrupted]);
    expect(resumed.stdout).toBe(whole.stdout);
    expect(withoutSeconds(readFileSync(out, "utf8"))).toEqual(withoutSeconds(readFileSync(uninterrupted, "utf8")));
  });
});
