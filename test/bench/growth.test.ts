import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { growthPage } from "../../bench/growth/page.ts";
import { growthExponent } from "../../bench/growth/slope.ts";
import type { Report } from "../../bench/report.ts";
import { runBench } from "./run-bench.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-growth-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the exponent of growth", () => {
  it("is that of a power, and nothing without two sizes", () => {
    const points = [1e5, 1e6, 1e7].map((size) => ({ size, cpuMs: 3 * size ** 1.5 }));
    expect(growthExponent(points)).toBeCloseTo(1.5, 10);
    expect(growthExponent(points.slice(1, 2))).toBeNull();
    expect(growthExponent([])).toBeNull();
  });
});

describe("the growth benchmark, quick", () => {
  it("has a row for each model and size, and draws a chart that names every model", async () => {
    const out = join(folder, "growth.svg");
    const { status, output, errors } = await runBench(folder, ["growth", "--quick", "--json", "--out", out]);
    expect(status, errors).toBe(0);
    const report = JSON.parse(output) as Report;
    const models = ["implicit-als", "bpr", "biased-mf", "item-knn", "gf-cf"];
    expect(report.rows.map(({ model, size }) => `${model} ${size}`)).toEqual(
      models.flatMap((model) => [`${model} 2000`, `${model} 8000`]),
    );
    for (const row of report.rows) {
      expect(row.note).not.toContain("failed");
      // Three epochs, of which the first is left out, or one fit.
      expect(row.rawMs).toHaveLength(row.unit === "an epoch" ? 2 : 1);
      expect(row.ms).toBeGreaterThan(0);
      expect(Number.isFinite(row.exponent)).toBe(true);
      expect(Number(row.peakBytes)).toBeGreaterThanOrEqual(Number(row.startBytes));
    }
    const svg = await readFile(out, "utf8");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    for (const model of models) expect(svg).toContain(`${model}, n^`);
    expect(svg).not.toContain("NaN");
    expect(await readdir(folder)).toEqual(["growth.svg"]);
    const page = growthPage(report);
    expect(page.sections[0]?.charts?.[0]?.table.rows).toHaveLength(report.rows.length);
  }, 120_000);

  it("refuses a file that is neither a page nor an image, before it measures anything", async () => {
    const { status, errors } = await runBench(folder, ["growth", "--quick", "--out", join(folder, "growth.png")]);
    expect(status).toBe(2);
    expect(errors).toContain("--out: expected a file that ends in .html or .svg");
  });

  it("leaves out a model of which nothing could be measured", () => {
    const row = {
      variant: "bpr",
      model: "bpr",
      size: 2000,
      ms: null,
      cpuMs: null,
      error: null,
      note: "failed",
      exponent: null,
    };
    const machine = { os: "", cpu: "", cores: 1, node: "", v8: "", date: "2026-01-01", loadAverage: [0, 0] } as const;
    const page = growthPage({ bench: "growth", machine, versions: {}, settings: { threads: 1 }, rows: [row] });
    expect(page.sections[0]?.charts?.[0]?.spec).toMatchObject({ layer: [] });
  });
});
