import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedgeChild } from "./child.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { rows } from "./tables.ts";
import { withoutSeconds } from "./tune-results.ts";

const { folder, write } = temporaryFolder();
/** Enough that a signal after the first run comes before the last. */
const crowd = write(
  "crowd.csv",
  rows(
    "user,item",
    Array.from({ length: 20_000 }, (_, at) => `u${at % 1000},i${(at * 7 + (at % 13)) % 400}`),
  ),
);
const SEARCH = ["tune", crowd, "--grid", "factors=1,2,3", "--grid", "regularization=0.01,0.1"];
const ARGS = [...SEARCH, "--set", "epochs=2", "--protocol", "random:0.2", "--jobs", "2"];

describe("Ctrl-C during a search", () => {
  it("ends it soon with status 1, and the same command goes on to the same table", async () => {
    const [out, uninterrupted] = [join(folder, "results.csv"), join(folder, "whole.csv")];
    let interruptedMs = 0;
    const stopped = await nearedgeChild([...ARGS, "--out", out], {
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
    const written = readFileSync(out, "utf8").split("\n").length - 2;
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(7);

    const resumed = await nearedge([...ARGS, "--out", out]);
    expect(resumed.status).toBe(0);
    expect(resumed.stderr).toContain(`${written} of at most 7 runs are in`);
    const whole = await nearedge([...ARGS, "--out", uninterrupted]);
    expect(resumed.stdout).toBe(whole.stdout);
    expect(withoutSeconds(readFileSync(out, "utf8"))).toEqual(withoutSeconds(readFileSync(uninterrupted, "utf8")));
  });
});
