import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeArtefact } from "../../bench/filter/catalogue.ts";
import { makeVariants } from "../../bench/filter/variants.ts";
import type { Report } from "../../bench/report.ts";
import { runBench } from "./run-bench.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-filter-bench-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the filter benchmark", () => {
  const variants = makeVariants(makeArtefact(1000, 5).items, () => undefined, 1000);

  it("compiles the same filters by a loop over the items and by sets of words", () => {
    const [, loop, sets] = variants;
    for (let number = 1; number < 40; number++) expect(sets?.call(number)).toEqual(loop?.call(number));
  });

  it("has a row for every variant", async () => {
    const { status, output } = await runBench(folder, ["filter", "--quick", "--json"]);
    expect(status).toBe(0);
    const { rows } = JSON.parse(output) as Report;
    expect(rows.map(({ variant }) => variant)).toEqual(variants.map(({ variant }) => variant));
    expect(rows.every(({ ms }) => typeof ms === "number")).toBe(true);
  });
});
