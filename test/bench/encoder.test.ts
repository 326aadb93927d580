import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Report } from "../../bench/report.ts";
import { runBench } from "./run-bench.ts";

it("the encoder benchmark, quick, has a row for every encoder and length", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearedge-encoder-bench-"));
  try {
    const { status, output } = await runBench(folder, ["encoder", "--quick", "--json"]);
    expect(status).toBe(0);
    const { rows } = JSON.parse(output) as Report;
    expect(rows.map(({ variant, size }) => `${variant} ${size}`)).toEqual(
      ["sasrec, two blocks", "gru4rec"].flatMap((name) => [10, 50, 200].map((length) => `${name} ${length}`)),
    );
    for (const { ms } of rows) expect(ms).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
