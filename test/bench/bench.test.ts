import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report, Row } from "../../bench/report.ts";
import { configOf } from "../../bench/request/deployment.ts";
import { compareAnswer, exactScores, exactTop } from "../../bench/scan/exact.ts";
import { searchJavaScript } from "../../bench/scan/javascript-search.ts";
import { searchNearEdge } from "../../bench/scan/nearedge-search.ts";
import { quantiseAll, quantiseByRow } from "../../bench/scan/quantise.ts";
import { VARIANTS } from "../../bench/scan/variants.ts";
import { makeWorkload, passes, QUERY_COUNT, queryOf } from "../../bench/scan/workload.ts";
import { median, orderOfRound, quantile } from "../../bench/statistics.ts";
import { figure, renderReport } from "../../bench/table.ts";
import { type Finished, runBench } from "./run-bench.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-bench-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function bench(parameters: readonly string[], interruptAt?: string): Promise<Finished> {
  return runBench(folder, parameters, interruptAt === undefined ? {} : { interruptAt });
}

describe("the scan benchmark, quick and without peers", () => {
  let finished: Finished;
  let report: Report;
  beforeAll(async () => {
    finished = await bench(["scan", "--quick", "--json", "--no-peers"]);
    report = JSON.parse(finished.output) as Report;
  }, 60_000);

  it("prints one JSON object on standard output and its progress on standard error", () => {
    expect(finished.status).toBe(0);
    expect(finished.output.trim().split("\n")).toHaveLength(1);
    expect(finished.errors).toContain("round 1 of 1");
    expect(report.bench).toBe("scan");
  });

  it("names the machine, the versions and the seed", () => {
    expect(report.machine).toMatchObject({ node: process.versions.node, v8: process.versions.v8 });
    expect(report.machine.cores).toBeGreaterThan(0);
    expect(report.versions.nearedge).toMatch(/^\d+\.\d+\.\d+/);
    expect(report.settings).toMatchObject({ quick: true, k: 100, factorCount: 64, rounds: 1 });
  });

  it("has a row for every variant, with speed and error beside each other", () => {
    expect(report.rows.map(({ job, variant }) => `${job} ${variant}`)).toEqual(
      VARIANTS.map(({ job, searcher }) => `${job} ${searcher}`),
    );
    for (const row of report.rows.filter(({ variant }) => !variant.startsWith("usearch"))) {
      expect(row.note, row.variant).not.toContain("failed");
      expect(row.ms).toBeGreaterThan(0);
      expect(row.cpuMs).toBeGreaterThan(0);
      expect(row.rawMs).toHaveLength(1);
      expect(row.error).toBeGreaterThanOrEqual(0);
      expect(row.overlap).toBeGreaterThanOrEqual(0);
      expect(row.overlap).toBeLessThanOrEqual(1);
    }
  });

  it("finds the exact order from f32 and in two passes, and nearly so from int8", () => {
    const overlapOf = (variant: string) =>
      report.rows.filter((row) => row.variant === variant).map((row) => row.overlap);
    for (const overlap of [...overlapOf("nearedge f32"), ...overlapOf("nearedge two-pass")]) expect(overlap).toBe(1);
    for (const overlap of overlapOf("nearedge int8")) expect(overlap).toBeGreaterThan(0.95);
  });

  it("compares with the JavaScript loop, and says why a peer is missing", () => {
    const rowOf = (job: string, variant: string) =>
      report.rows.find((row) => row.job === job && row.variant === variant) as Row;
    const own = rowOf("filtered", "nearedge f32");
    const loop = rowOf("filtered", "javascript f32");
    expect(own.ratio).toBeCloseTo(Number(loop.ms) / Number(own.ms), 10);
    expect(loop.ratio).toBe(1);
    const missing = rowOf("unfiltered", "usearch f32");
    expect(missing).toMatchObject({ ms: null, error: null, overlap: null, ratio: null });
    expect(missing.note).toBe("left out by --no-peers");
    expect(rowOf("unfiltered", "nearedge f32").ratio).toBeNull();
  });

  it("leaves no temporary folder behind", async () => {
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("the request benchmark, quick", () => {
  let report: Report;
  beforeAll(async () => {
    const { status, output, errors } = await bench(["request", "--quick", "--json"]);
    expect(status, errors).toBe(0);
    report = JSON.parse(output) as Report;
  }, 120_000);

  it("sets every kind of request beside its floor, with answers as in Node", () => {
    const [empty, first, ...others] = report.rows;
    expect(empty).toMatchObject({ variant: "GET of an empty worker", timesFloor: null, error: null });
    expect(first).toMatchObject({ variant: "history of 3", size: 1000, overFirstMs: null, error: 0 });
    expect(others.length).toBeGreaterThanOrEqual(6);
    for (const row of [first as Row, ...others]) {
      expect(row.ms, row.variant).toBeGreaterThan(0);
      expect(row.rawTimesFloor, row.variant).toHaveLength(1);
      expect(row.error ?? 0, row.variant).toBe(0);
      expect(row.note).toBe("");
    }
  });
});

describe("the command", () => {
  it("ends with status 2 and its usage when it is used wrongly", async () => {
    for (const parameters of [
      [],
      ["nope"],
      ["scan", "request"],
      ["scan", "--fast"],
      ["toString"],
      ["scan", "--artefact", "x"],
      ["scan", "--rows", "1000"],
      ["ingest", "--rows", "0"],
      ["ingest", "--rows", "1e6"],
      ["ingest", "--data", "x"],
      ["quality", "--large"],
    ]) {
      const { status, output, errors } = await bench(parameters);
      expect(status, parameters.join(" ")).toBe(2);
      expect(output).toBe("");
      expect(errors).toContain("usage: npm run bench");
    }
  });

  it("says what is wrong with an artefact, with status 1", async () => {
    const { status, errors } = await bench(["request", "--quick", "--artefact", join(folder, "none")]);
    expect(status).toBe(1);
    expect(errors).toContain("there is no such folder");
    expect(await readdir(folder)).toEqual([]);
  });

  it("leaves neither process nor folder behind when it is interrupted", async () => {
    const { status, output } = await bench(["scan", "--quick", "--no-peers"], "round 1 of 1");
    expect(status).toBe(130);
    expect(output).toBe("");
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("statistics", () => {
  it("take the middle value, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([10, 1, 2, 3])).toBe(2.5);
    expect(() => median([])).toThrow(RangeError);
  });

  it("take quantiles by the nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, place) => 100 - place);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile(hundred, 0)).toBe(1);
    expect(quantile(hundred, 1)).toBe(100);
    expect(() => quantile(hundred, 1.5)).toThrow(RangeError);
  });

  it("turn the order round in every other round", () => {
    expect([0, 1, 2].map((round) => orderOfRound(["a", "b", "c"], round).join(""))).toEqual(["abc", "cba", "abc"]);
  });
});

describe("the exact order", () => {
  const scores = Float64Array.of(1, 3, 2, 3, 0);

  it("goes by score and then by index, and heeds the filter", () => {
    expect([...exactTop(scores, 4, undefined)]).toEqual([1, 3, 2, 0]);
    expect([...exactTop(scores, 4, Uint8Array.of(0b11001))]).toEqual([3, 0, 4]);
  });

  it("tells how far an answer is from it", () => {
    const exact = exactTop(scores, 2, undefined);
    const right = { items: Uint32Array.of(1, 3), scores: Float32Array.of(3, 3) };
    expect(compareAnswer(right, exact, scores, undefined)).toEqual({ overlap: 1, scoreError: 0, sameOrder: true });
    const swapped = { items: Uint32Array.of(3, 1), scores: Float32Array.of(3, 3) };
    expect(compareAnswer(swapped, exact, scores, undefined)).toEqual({ overlap: 1, scoreError: 0, sameOrder: false });
    const off = { items: Uint32Array.of(1, 2), scores: Float32Array.of(3, 2.5) };
    expect(compareAnswer(off, exact, scores, undefined)).toEqual({ overlap: 0.5, scoreError: 0.25, sameOrder: false });
  });

  it("refuses an answer that is not imprecise but wrong", () => {
    const exact = exactTop(scores, 2, undefined);
    const answer = (...items: number[]) => ({ items: Uint32Array.from(items), scores: new Float32Array(items.length) });
    expect(() => compareAnswer(answer(1), exact, scores, undefined)).toThrow("expected 2 of each");
    expect(() => compareAnswer(answer(1, 1), exact, scores, undefined)).toThrow("an item comes twice");
    expect(() => compareAnswer(answer(1, 9), exact, scores, undefined)).toThrow("there is no item 9");
    expect(() => compareAnswer(answer(1, 3), exact, scores, Uint8Array.of(0b00111))).toThrow("item 3 does not pass");
  });
});

describe("a workload", () => {
  const [itemCount, factorCount, k] = [997, 19, 25];
  const workload = makeWorkload(itemCount, factorCount, 5);

  it("is the same for the same seed, has heavy-tailed lengths and lets half of the items pass", () => {
    expect(makeWorkload(itemCount, factorCount, 5)).toEqual(workload);
    expect(makeWorkload(itemCount, factorCount, 6).factors).not.toEqual(workload.factors);
    const lengths = Float64Array.from({ length: itemCount }, (_, item) =>
      Math.hypot(...workload.factors.subarray(item * factorCount, (item + 1) * factorCount)),
    );
    expect(quantile(lengths, 1) / median(lengths)).toBeGreaterThan(4);
    const passing = Array.from({ length: itemCount }, (_, item) => passes(workload.mask, item)).filter(Boolean).length;
    expect(passing / itemCount).toBeCloseTo(0.5, 1);
  });

  it.each(["filtered", "unfiltered"] as const)(
    "is searched exactly, %s, by the loop and by the kernels",
    async (job) => {
      const mask = job === "filtered" ? workload.mask : undefined;
      for (const make of [searchJavaScript, searchNearEdge("f32"), searchNearEdge("two-pass")]) {
        const { search, read } = await make(workload, job, k);
        for (const query of [0, 1, QUERY_COUNT - 1]) {
          const scores = exactScores(workload, queryOf(workload, query));
          const accuracy = compareAnswer(read(search(query)), exactTop(scores, k, mask), scores, mask);
          expect(accuracy).toMatchObject({ overlap: 1, sameOrder: true });
          expect(accuracy.scoreError).toBeLessThan(1e-5);
        }
      }
    },
  );

  it("is searched as a batch with the answers of single searches", async () => {
    const batch = await searchNearEdge("int8")(workload, "batch", k);
    const single = await searchNearEdge("int8")(workload, "unfiltered", k);
    const all = batch.read(batch.search(0));
    for (const query of [0, 77]) {
      expect(all.items.slice(query * k, (query + 1) * k)).toEqual(single.read(single.search(query)).items);
    }
  });

  it("is quantised to half a step, by row or as a whole", () => {
    const rows = Float32Array.of(127, -63.6, 0, 0, 2, 1);
    expect(quantiseByRow(rows, 2)).toEqual({
      values: Int8Array.of(127, -64, 0, 0, 127, 64),
      scales: Float32Array.of(1, 0, 2 / 127),
    });
    expect(quantiseAll(rows)).toEqual({ values: Int8Array.of(127, -64, 0, 0, 2, 1), scale: 1 });
  });
});

describe("the deployments that are compared", () => {
  it("differ from the repository's configuration in their code and files only", async () => {
    const config = await readFile(join(ROOT, "wrangler.toml"), "utf8");
    const ours = configOf(config, "worker/index.ts", "/site");
    expect(ours).toContain(`main = ${JSON.stringify(join(ROOT, "worker/index.ts"))}`);
    expect(ours).toContain('directory = "/site"');
    const empty = configOf(config, "bench/request/empty-worker.ts", undefined);
    expect(empty).not.toContain("[assets]");
    expect(empty).not.toContain("run_worker_first");
    const keptLines = config.split("\n").filter((line) => /^(compatibility_|minify|\[vars\]|CORS)/.test(line));
    expect(keptLines.length).toBeGreaterThanOrEqual(4);
    for (const line of keptLines) expect(empty).toContain(line);
    expect(() => configOf('main = "index.ts"', "worker/index.ts", "/site")).toThrow("adapt bench/request");
  });
});

describe("the table", () => {
  it("aligns the figures and shows a dash where nothing was measured", () => {
    expect([figure(0), figure(0.01234), figure(12.345), figure(1234.5), figure(3e-7), figure(null)]).toEqual([
      "0",
      "0.0123",
      "12.3",
      "1235",
      "3.0e-7",
      "–",
    ]);
    const row: Row = { variant: "one", size: 10, ms: 1.5, error: null, note: "" };
    const machine = { os: "o", cpu: "c", cores: 2, node: "1", v8: "2", date: "d", loadAverage: [0.5, 1] } as const;
    const report: Report = {
      bench: "b",
      machine,
      versions: { a: "1.0.0" },
      settings: { sizes: [1, 2] },
      rows: [row],
      bundle: [{ file: "index.js", byteLength: 2048, gzipByteLength: 1024 }],
    };
    const columns = [
      { title: "variant", text: ({ variant }: Row) => variant },
      { title: "ms", text: ({ ms }: Row) => figure(ms) },
      { title: "note", text: ({ error }: Row) => figure(error) },
    ];
    const text = renderReport("Title", report, columns, () => "Group");
    expect(text).toContain("sizes=1,2");
    expect(text).toContain("| variant |   ms | note |\n| ------- | ---: | ---- |\n| one     | 1.50 | –    |");
    expect(text).toContain("| all      | 2,048 |      1,024 | 1.0 KiB |");
  });
});
