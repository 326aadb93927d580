import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median, orderOfRound } from "../statistics.ts";
import { figure } from "../table.ts";
import { makeArtefact } from "./catalogue.ts";
import { makeVariants, type Variant } from "./variants.ts";

interface Plan {
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly calls: number;
  /** Longest list of exclusions. */
  readonly exclusions: number;
}

const FULL: Plan = { sizes: [10_000, 100_000], rounds: 15, calls: 20, exclusions: 100_000 };
const QUICK: Plan = { sizes: [2000], rounds: 2, calls: 2, exclusions: 1000 };
const SEED = 20_261_129;

/** What filters and exclusions add to a request. */
export const filterBenchmark: Benchmark = {
  title: "Filters and exclusions in the engine: CPU time of a request for 10 items, 64 factors",
  group: ({ size }) => `${size.toLocaleString("en-GB")} items`,
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "CPU ms", text: ({ ms }) => figure(ms) },
    { title: "over no filter, ms", text: ({ overMs }) => figure(typeof overMs === "number" ? overMs : null) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const plan = quick ? QUICK : FULL;
  const rows: Row[] = [];
  for (const size of plan.sizes) rows.push(...(await measureSize(size, plan, progress)));
  return { versions: packageVersions(["nearedge"]), settings: { quick, seed: SEED, ...plan }, rows };
}

async function measureSize(size: number, plan: Plan, progress: RunOptions["progress"]): Promise<Row[]> {
  const artefact = makeArtefact(size, SEED);
  const engine = createRecommender(artefact, await kernelModule());
  const variants = makeVariants(artefact.items, (request) => engine.recommend(request), plan.exclusions);
  const measured = new Map<Variant, number[]>(variants.map((variant) => [variant, []]));
  let number = 1;
  const measure = ({ call }: Variant): number => {
    const before = process.cpuUsage();
    for (let at = 0; at < plan.calls; at++) call(number++);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / plan.calls;
  };
  // A round that does not count: code is compiled, and columns are made ready for filters.
  for (const variant of variants) measure(variant);
  for (let round = 0; round < plan.rounds; round++) {
    progress(`${size} items, round ${round + 1} of ${plan.rounds}`);
    for (const variant of orderOfRound(variants, round)) measured.get(variant)?.push(measure(variant));
  }
  const [base] = variants;
  const without = (base && measured.get(base)) ?? [];
  return variants.map((variant): Row => {
    const ms = measured.get(variant) ?? [];
    // Round by round: both sides of a difference met the same machine.
    const over = ms.map((value, round) => value - (without[round] ?? Number.NaN));
    const isRequest = variant !== base && !variant.variant.startsWith("compiling");
    return {
      variant: variant.variant,
      size,
      ms: median(ms),
      overMs: isRequest ? median(over) : null,
      error: null,
      note: "",
      rawMs: ms,
    };
  });
}
