import { join } from "node:path";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { readArtefact } from "../../src/artefact/folder.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { startBackend } from "../../src/neural/backend.node.ts";
import { createMlpHead } from "../../src/rerankers/mlp/mlp-head.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { startChild, temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median, quantile } from "../statistics.ts";
import { figure } from "../table.ts";
import { makeArtefact } from "./artefact.ts";
import { type Case, EMPTY_BEHIND_FILES_CASE, EMPTY_CASE, makeCases } from "./cases.ts";
import { createClient } from "./client.ts";
import { buildEmpty, buildEmptyBehindFiles, buildOurs, bundleFiles, type Deployment } from "./deployment.ts";
import { measureServers, type RoundOfCase, type RoundPlan, type Target } from "./measure-servers.ts";
import type { Served } from "./serve.ts";

interface Plan extends RoundPlan {
  /** Fresh servers each. */
  readonly rounds: number;
}

const FULL: Plan = { rounds: 5, warmUpRequests: 200, blocks: 8, blockRequests: 50 };
const QUICK: Plan = { rounds: 1, warmUpRequests: 5, blocks: 2, blockRequests: 5 };
const SERVER_LIMIT_MS = 120_000;

/** Whole HTTP requests to the built worker in workerd, against a worker that does nothing. */
export const requestBenchmark: Benchmark = {
  title: "Whole HTTP requests to the built worker, one at a time on one connection",
  group: (row) => `${row.size.toLocaleString("en-GB")} items`,
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "p50 ms", text: ({ ms }) => figure(ms) },
    { title: "p99 ms", text: ({ p99Ms }) => figure(p99Ms) },
    { title: "p50 over empty, ms", text: ({ overEmptyMs }) => figure(overEmptyMs) },
    { title: "CPU ms", text: ({ cpuMs }) => figure(cpuMs) },
    { title: "CPU over empty, ms", text: ({ cpuOverEmptyMs }) => figure(cpuOverEmptyMs) },
    { title: "wrong answers", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

/** A built worker and the kinds of requests that go to it. */
interface Service {
  readonly deployment: Deployment;
  readonly cases: readonly Case[];
}

async function run({ quick, artefact: given, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const plan = quick ? QUICK : FULL;
  const folder = await temporaryFolder();
  const artefactFolder = given ?? join(folder, "artefact");
  if (given === undefined) {
    progress("making an artefact of the built-in catalogue");
    await makeArtefact(artefactFolder);
  }
  const artefact = await readArtefact(artefactFolder);
  const cases = makeCases(artefact, await createEngine(artefact));
  progress("building the workers");
  const ours = await buildOurs(join(folder, "ours"), artefactFolder);
  const services: Service[] = [
    { deployment: await buildEmpty(join(folder, "empty")), cases: [EMPTY_CASE] },
    {
      deployment: await buildEmptyBehindFiles(join(folder, "behind-files"), artefactFolder),
      cases: [EMPTY_BEHIND_FILES_CASE],
    },
    { deployment: ours, cases: cases.filter(({ missing }) => missing === "") },
  ];
  const measured = new Map<Case, RoundOfCase[]>();
  for (let round = 0; round < plan.rounds; round++) {
    progress(`fresh servers, round ${round + 1} of ${plan.rounds}`);
    for (const [kind, one] of await measureRound(services, plan)) {
      measured.set(kind, [...(measured.get(kind) ?? []), one]);
    }
  }
  const empty = measured.get(EMPTY_CASE) ?? [];
  const { name, version, model } = artefact.manifest;
  return {
    versions: packageVersions(["nearedge", "wrangler", "workerd", "hono"]),
    settings: { quick, ...plan, artefact: name, version, factorCount: model.factorCount },
    rows: [EMPTY_CASE, EMPTY_BEHIND_FILES_CASE, ...cases].map((kind) =>
      rowOf(kind, artefact.manifest.data.items, measured.get(kind) ?? [], empty),
    ),
    bundle: await bundleFiles(ours),
  };
}

/** The engine in this process, whose answers the worker must repeat. */
async function createEngine(artefact: Artefact): Promise<Recommender> {
  const { manifest, head } = artefact;
  if (manifest.head === null || head === undefined) return createRecommender(artefact, await kernelModule());
  await startBackend();
  return createRecommender(artefact, await kernelModule(), createMlpHead(head, manifest.head));
}

/** Starts all services in processes of their own, measures them side by side, and ends them. */
async function measureRound(services: readonly Service[], plan: Plan): Promise<Map<Case, RoundOfCase>> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const targets: Target[] = [];
    for (const { deployment, cases } of services) {
      const { result, end } = await startChild<Served>("serve", deployment, SERVER_LIMIT_MS);
      const client = createClient(result.url);
      ends.push(client.close, end);
      targets.push(...cases.map((kind) => ({ kind, client, pids: result.pids })));
    }
    const rounds = await measureServers(targets, plan);
    const lost = targets.find(({ client }) => client.connections > 1);
    if (lost)
      throw new Error(`${lost.kind.variant}: the connection was not kept alive; times would include connecting`);
    return new Map(targets.map(({ kind }, place) => [kind, rounds[place]!]));
  } finally {
    for (const end of ends) await end();
  }
}

function rowOf(kind: Case, size: number, rounds: readonly RoundOfCase[], empty: readonly RoundOfCase[]): Row {
  const times = rounds.flatMap((round) => round.times);
  const measured = times.length > 0;
  const clock = (round: RoundOfCase): number => median(round.times);
  const cpu = (round: RoundOfCase): number => round.cpuMs ?? Number.NaN;
  // Round by round: both sides of a difference met the same machine.
  const over = (of: (round: RoundOfCase) => number): number[] =>
    kind === EMPTY_CASE ? [] : rounds.map((own, round) => of(own) - of(empty[round]!));
  const wrong = rounds.reduce((sum, round) => sum + round.wrong, 0) / (rounds.length * kind.exchanges.length);
  return {
    variant: kind.variant,
    size,
    ms: measured ? median(times) : null,
    p99Ms: measured ? quantile(times, 0.99) : null,
    overEmptyMs: medianOrNull(over(clock)),
    cpuMs: medianOrNull(rounds.map(cpu)),
    cpuOverEmptyMs: medianOrNull(over(cpu)),
    error: measured && kind.exchanges[0]?.itemIds !== undefined ? wrong : null,
    requests: times.length,
    rawMs: rounds.map(clock),
    rawOverEmptyMs: over(clock),
    rawCpuMs: rounds.map(cpu),
    note: kind.missing,
  };
}

/** null where nothing was measured, or where the system does not tell CPU times. */
function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 || values.some(Number.isNaN) ? null : median(values);
}
