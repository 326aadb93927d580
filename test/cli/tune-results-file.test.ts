import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openResultsFile } from "../../src/cli/results-file.ts";
import type { SearchDescription } from "../../src/evaluation/search/description.ts";
import { parseResults } from "../../src/evaluation/search/results-text.ts";
import { DONE, failedOutcome, type RunRecord } from "../../src/evaluation/search/run.ts";
import { parseTarget } from "../../src/evaluation/search/target.ts";
import { temporaryFolder } from "./nearedge.ts";

const { folder } = temporaryFolder();
const description: SearchDescription = {
  ...{ dataFingerprint: "d", itemsFingerprint: "", model: "m", fixed: {}, space: ["a=1,2,3"], trials: null },
  ...{
    metric: "ndcg@10",
    transforms: [],
    threshold: null,
    validation: "random:0.2",
    protocol: null,
    folds: 1,
    seed: 7,
    halving: null,
  },
};
const settings = [{ a: "1" }, { a: "2" }, { a: "3" }];
const plan = { settings, fixed: {}, target: parseTarget("ndcg@10"), foldCount: 1, hasTest: false };
const open = (path: string, of = plan) => openResultsFile(path, "id", description, of);

function record(trial: number): RunRecord {
  const run = { fold: 1, part: "validation", trial, rung: 1, set: { a: String(trial) } } as const;
  return { ...run, status: DONE, metrics: { "ndcg@10": trial / 7 }, fitSeconds: 1, predictSeconds: 1 };
}

describe("a results file", () => {
  it("interrupted within a line loses that run only, and takes others after it", async () => {
    const path = join(folder, "half.csv");
    const first = await open(path);
    first.add(record(2));
    appendFileSync(path, "id,1,validation,1,1,1,0.1");
    const second = await open(path);
    expect([...second.earlier.values()]).toEqual([record(2)]);
    second.add(record(3));
    expect(parseResults(readFileSync(path, "utf8"), path)).toMatchObject({
      complete: false,
      records: [record(2), record(3)],
    });
    await second.finish([record(3), record(2), record(1)]);
    const finished = parseResults(readFileSync(path, "utf8"), path);
    expect(finished).toMatchObject({ complete: true, records: [record(1), record(2), record(3)] });
  });

  it("names its columns after the first run with figures; failed runs before it are kept", async () => {
    const path = join(folder, "failed.csv");
    const file = await open(path);
    const failed = { ...record(1), ...failedOutcome("diverged") };
    file.add(failed);
    file.add(record(2));
    const parsed = parseResults(readFileSync(path, "utf8"), path);
    expect(parsed).toMatchObject({ records: [failed, record(2)], columns: { metrics: ["ndcg@10"] } });
  });

  it("with other options than the plan gives a run is refused and left alone", async () => {
    const path = join(folder, "odd.csv");
    (await open(path)).add(record(2));
    const before = readFileSync(path, "utf8");
    const other = { ...plan, settings: [{ a: "1" }, { a: "5" }] };
    await expect(open(path, other)).rejects.toMatchObject({ code: "damaged-results" });
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});
