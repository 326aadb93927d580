import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const RUN = fileURLToPath(new URL("memory-run.ts", import.meta.url));
const sizes = z.object({ stated: z.number(), grown: z.number() });
/** What a process takes beside the data: compiled code, and what is not collected yet. */
const SLACK = 80 * 2 ** 20;

describe.skipIf(!existsSync("/proc/self/clear_refs"))("the memory that networks say they need", () => {
  it.each<[string, string, readonly (string | number)[]]>([
    ["neural-mf", "with the scores of a sample", [200, 60_000, 20, 0, 0, "epochs=1", "factors=4", "servedFactors=128"]],
    ["two-tower", "with content", [1000, 20_000, 10, 30, 0, "epochs=1", "factors=256", "columns=auto"]],
    ["multi-dae", "with checkpoints", [200, 30_000, 20, 0, 1, "epochs=1"]],
    ["rbm", "with checkpoints", [200, 8000, 40, 0, 1, "epochs=1", "validationShare=0.1"]],
  ])(
    "is what %s takes, %s: at least that but for the process, at most twice",
    async (name, _, args) => {
      // It takes some seconds, and many on a busy machine.
      const run = promisify(execFile)(process.execPath, [
        "--expose-gc",
        "--no-warnings",
        RUN,
        name,
        ...args.map(String),
      ]);
      const { stated, grown } = sizes.parse(JSON.parse((await run).stdout));
      expect(stated).toBeGreaterThan(grown - SLACK);
      expect(stated).toBeLessThan(2 * grown);
    },
    180_000,
  );
});
