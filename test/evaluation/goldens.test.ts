import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type EvaluationResult, evaluateModel } from "../../src/evaluation/evaluate.ts";
import { foldOf, playback } from "./playback.ts";

/** Written by scripts/goldens/ranking-metrics.py, which shares no code with what is tested. */
interface Golden {
  readonly itemCount: number;
  readonly lengths: number[];
  readonly users: { readonly train: number[]; readonly test: number[]; readonly ranked: number[] }[];
  readonly measuredUsers: number[];
  readonly means: Record<string, number>;
  readonly perUser: Record<string, number[]>;
}

const TOLERANCE = 1e-12;

function readGolden(): Golden {
  return JSON.parse(readFileSync(new URL("goldens/ranking-metrics.json", import.meta.url), "utf8"));
}

/** Everything in which a result departs from the golden; empty where they agree. */
function differences(golden: Golden, result: EvaluationResult): string[] {
  const found: string[] = [];
  const compare = (what: string, expected: unknown, got: unknown) => {
    const agree =
      typeof expected === "number" && typeof got === "number"
        ? Math.abs(expected - got) <= TOLERANCE
        : String(expected) === String(got);
    if (!agree) found.push(`${what}: expected ${expected}, got ${got}`);
  };
  compare("users", golden.measuredUsers, [...result.perUser.users]);
  compare("metrics", Object.keys(golden.means).sort(), Object.keys(result.metrics).sort());
  for (const [name, value] of Object.entries(golden.means)) compare(name, value, result.metrics[name]);
  compare("values", Object.keys(golden.perUser).sort(), Object.keys(result.perUser.values).sort());
  for (const [name, values] of Object.entries(golden.perUser)) {
    for (const [row, value] of values.entries()) {
      compare(`${name} of user ${golden.measuredUsers[row]}`, value, result.perUser.values[name]?.[row]);
    }
  }
  return found;
}

describe("metrics against values computed outside this code", () => {
  const golden = readGolden();
  let result: EvaluationResult;

  beforeAll(async () => {
    const model = playback(
      golden.users.map(({ train }) => train),
      golden.users.map(({ ranked }) => ranked),
    );
    result = await evaluateModel(model, foldOf(golden.itemCount, golden.users), golden.lengths, { batchSize: 8 });
  });

  it("agree for every user and on average", () => {
    expect(differences(golden, result)).toEqual([]);
  });

  it("are told apart from values that are off by a little", () => {
    const perturbedUser = structuredClone(golden);
    const column = perturbedUser.perUser["ndcg@10"] ?? [];
    column[17] = (column[17] ?? 0) + 1e-9;
    expect(differences(perturbedUser, result)).toHaveLength(1);

    const perturbedMean = structuredClone(golden);
    perturbedMean.means["coverage@1"] = (perturbedMean.means["coverage@1"] ?? 0) + 1 / golden.itemCount;
    expect(differences(perturbedMean, result)).toHaveLength(1);
  });

  it("are told apart from those of another ranking", async () => {
    const swapped = golden.users.map(({ ranked }) => [...ranked].reverse());
    const model = playback(
      golden.users.map(({ train }) => train),
      swapped,
    );
    const other = await evaluateModel(model, foldOf(golden.itemCount, golden.users), golden.lengths);
    expect(differences(golden, other).length).toBeGreaterThan(20);
  });
});
