import { availableParallelism } from "node:os";
import { runInChild, temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median, orderOfRound } from "../statistics.ts";
import { figure, times } from "../table.ts";
import type { PreparedSizes, PrepareTask, RankerName, RankMeasurement, RankTask } from "./measure.ts";
import { findSplit } from "./places.ts";
import type { Elapsed } from "./stopwatch.ts";

const NAMES: readonly RankerName[] = ["nearedge kernels", "javascript f64"];
const PEER: RankerName = "javascript f64";

const FACTOR_COUNT = 64;
const EPOCHS = 2;
const K = 20;
const SEED = 20_261_125;
const CHILD_LIMIT_MS = 600_000;

/** Sizes of the published data, for where they are missing. */
const GOWALLA = { userCount: 29_858, itemCount: 40_981 };
const FULL = { rounds: 3, sampledUsers: 500 };
const QUICK = { rounds: 1, sampledUsers: 50 };
const QUICK_SIZES = { userCount: 400, itemCount: 900 };

/** The top of the whole catalogue for every user with test items, and the metrics of it. */
export const evaluateBenchmark: Benchmark = {
  title: `A whole evaluation: the best ${K} of all items for every user, and their metrics, ${FACTOR_COUNT} factors`,
  group: ({ data, users, size }) => {
    const count = (value: unknown): string => Number(value).toLocaleString("en-GB");
    return `${data}: ${count(users)} users, ${count(size)} items`;
  },
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "ranking s", text: ({ ms }) => seconds(ms) },
    { title: "ranking CPU s", text: ({ cpuMs }) => seconds(cpuMs) },
    { title: "× peer", text: ({ ratio }) => times(ratio) },
    { title: "× peer, CPU", text: ({ cpuRatio }) => times(cpuRatio) },
    { title: "fold-in s", text: ({ foldInMs }) => seconds(foldInMs) },
    { title: "measuring s", text: ({ measuringMs }) => seconds(measuringMs) },
    { title: "all s", text: ({ allMs }) => seconds(allMs) },
    { title: "all CPU s", text: ({ allCpuMs }) => seconds(allCpuMs) },
    { title: "error", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, data, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const { rounds, sampledUsers } = quick ? QUICK : FULL;
  const files = quick ? undefined : findSplit(data);
  const folder = await temporaryFolder();
  progress(files ? `reading Gowalla and training ${EPOCHS} epochs` : "making data up");
  const training = { factorCount: FACTOR_COUNT, epochs: EPOCHS, seed: SEED, threads: availableParallelism() };
  const preparing: PrepareTask = { folder, source: files ?? (quick ? QUICK_SIZES : GOWALLA), training };
  const sizes = await runInChild<PreparedSizes>("evaluate-prepare", preparing, CHILD_LIMIT_MS);
  const measured = new Map<RankerName, RankMeasurement[]>(NAMES.map((name) => [name, []]));
  const failures = new Map<RankerName, string>();
  for (let round = 0; round < rounds; round++) {
    for (const ranker of orderOfRound(NAMES, round)) {
      if (failures.has(ranker)) continue;
      progress(`round ${round + 1} of ${rounds}: ${ranker}`);
      try {
        const task: RankTask = { folder, ranker, k: K, sampledUsers };
        measured.get(ranker)?.push(await runInChild<RankMeasurement>("evaluate-rank", task, CHILD_LIMIT_MS));
      } catch (error) {
        failures.set(ranker, `failed: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  const source = files ? `Gowalla, split of LightGCN, implicit-als with ${EPOCHS} epochs` : "data and factors made up";
  const roundsOf = (name: RankerName) => (failures.has(name) ? [] : (measured.get(name) ?? []));
  return {
    versions: packageVersions(["nearedge"]),
    settings: { quick, seed: SEED, k: K, factorCount: FACTOR_COUNT, epochs: files ? EPOCHS : 0, rounds, sampledUsers },
    rows: NAMES.map((name) => rowOf(name, sizes, source, roundsOf(name), roundsOf(PEER), failures.get(name))),
  };
}

function rowOf(
  variant: RankerName,
  { testUserCount, itemCount }: PreparedSizes,
  data: string,
  rounds: readonly RankMeasurement[],
  peer: readonly RankMeasurement[],
  failure: string | undefined,
): Row {
  const column = (of: (one: RankMeasurement) => Elapsed | undefined): Elapsed[] =>
    rounds.map(of).filter((elapsed) => elapsed !== undefined);
  const rankings = column(({ ranking }) => ranking);
  const foldIns = column(({ foldIn }) => foldIn);
  const measurings = column(({ measuring }) => measuring);
  // All three steps, round by round; nothing for the loop, which only ranks.
  const wholes = measurings.map((measuring, round) => sum([rankings[round]!, foldIns[round]!, measuring]));
  const peerRankings = peer.length === rounds.length ? peer.map(({ ranking }) => ranking) : [];
  const ratios = (of: (elapsed: Elapsed) => number): number[] =>
    peerRankings.map((other, round) => of(other) / of(rankings[round]!));
  const [first, exact] = [rounds[0], peer[0]];
  const sampled = first?.lists.length ?? 0;
  const scaled = `ranked for ${sampled} of ${testUserCount.toLocaleString("en-GB")} users, time scaled up`;
  return {
    variant,
    data,
    size: itemCount,
    users: testUserCount,
    ms: middle(rankings.map(({ ms }) => ms)),
    cpuMs: middle(rankings.map(({ cpuMs }) => cpuMs)),
    ratio: middle(ratios(({ ms }) => ms)),
    cpuRatio: middle(ratios(({ cpuMs }) => cpuMs)),
    foldInMs: middle(foldIns.map(({ ms }) => ms)),
    measuringMs: middle(measurings.map(({ ms }) => ms)),
    allMs: middle(wholes.map(({ ms }) => ms)),
    allCpuMs: middle(wholes.map(({ cpuMs }) => cpuMs)),
    recall: first?.recall ?? null,
    error: first && exact ? shareOfDifferentLists(first.lists, exact.lists) : null,
    sampledUsers: sampled,
    rawMs: rankings.map(({ ms }) => ms),
    rawFoldInMs: foldIns.map(({ ms }) => ms),
    rawMeasuringMs: measurings.map(({ ms }) => ms),
    rawAllMs: wholes.map(({ ms }) => ms),
    note: failure ?? (variant === PEER ? scaled : "one thread"),
  };
}

function middle(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}

function sum(all: readonly Elapsed[]): Elapsed {
  return all.reduce((total, { ms, cpuMs }) => ({ ms: total.ms + ms, cpuMs: total.cpuMs + cpuMs }));
}

/** Share of the lists, 0 to 1, that are not the same items in the same order as the exact one in their place. */
export function shareOfDifferentLists(
  lists: readonly (readonly number[])[],
  exact: readonly (readonly number[])[],
): number {
  if (lists.length !== exact.length) throw new RangeError(`lists: expected ${exact.length}, got ${lists.length}`);
  const different = lists.filter((list, place) => {
    const wanted = exact[place] ?? [];
    return list.length !== wanted.length || list.some((item, rank) => item !== wanted[rank]);
  });
  return different.length / exact.length;
}

function seconds(ms: unknown): string {
  return figure(typeof ms === "number" ? ms / 1000 : null);
}
