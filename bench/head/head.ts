import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readArtefact } from "../../src/artefact/folder.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { startChild, temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { type ArtefactPlan, makeArtefact } from "../request/artefact.ts";
import { type Case, EMPTY_CASE } from "../request/cases.ts";
import { createClient } from "../request/client.ts";
import { cpuTimeMs } from "../request/cpu-time.ts";
import { buildEmpty, buildOurs, bundleFiles } from "../request/deployment.ts";
import { measureServers, type RoundOfCase, type RoundPlan, type Target } from "../request/measure-servers.ts";
import type { PlainDeployment, Served } from "../request/workerd.ts";
import { median } from "../statistics.ts";
import { figure } from "../table.ts";
import { historyCase } from "./cases.ts";

interface Plan extends RoundPlan {
  /** Fresh servers each. */
  readonly rounds: number;
  readonly sizes: readonly number[];
  readonly histories: readonly number[];
}

const FULL: Plan = {
  rounds: 3,
  warmUpRequests: 150,
  blocks: 6,
  blockRequests: 40,
  sizes: [1000, 10_000],
  histories: [3, 20, 200],
};
const QUICK: Plan = { rounds: 1, warmUpRequests: 5, blocks: 2, blockRequests: 5, sizes: [1000], histories: [3] };
const SERVER_LIMIT_MS = 60_000;
/** What is measured of each size. */
const HEADS: readonly (Pick<ArtefactPlan, "retrieverCount" | "candidateCount"> & { readonly name: string })[] = [
  { name: "no head", retrieverCount: 1, candidateCount: 0 },
  { name: "one retriever, 200 candidates", retrieverCount: 1, candidateCount: 200 },
  { name: "two retrievers, 200 candidates", retrieverCount: 2, candidateCount: 200 },
  { name: "two retrievers, 500 candidates", retrieverCount: 2, candidateCount: 500 },
];

/** What a head costs a request, in CPU time of the built worker behind nothing but workerd. */
export const headBenchmark: Benchmark = {
  title: "CPU time of requests to the built worker in plain workerd, one at a time on one connection",
  group: (row) => `${row.size.toLocaleString("en-GB")} items`,
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "CPU ms", text: ({ ms }) => figure(ms) },
    { title: "over the empty route", text: ({ overEmptyMs }) => figure(overEmptyMs) },
    { title: "over no re-ranking", text: ({ overPlainMs }) => figure(overPlainMs) },
    { title: "times one retriever", text: ({ timesOne }) => figure(timesOne) },
    { title: "wrong answers", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

/** A worker and what is asked of it. */
interface Service {
  readonly name: string;
  readonly size: number;
  readonly deployment: PlainDeployment;
  readonly cases: readonly { readonly kind: Case; readonly plain?: Case; readonly length?: number }[];
}

/** What the rounds measured; the first request is that of a fresh process. */
interface Measured {
  readonly rounds: Map<Case, RoundOfCase[]>;
  readonly firstMs: Map<Service, number[]>;
}

async function run({ quick, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const plan = quick ? QUICK : FULL;
  const folder = await temporaryFolder();
  progress("building the workers");
  const [emptyFolder, ourFolder] = [join(folder, "empty"), join(folder, "ours")];
  const empty: Service = {
    name: "empty",
    size: 0,
    deployment: {
      bundle: (await buildEmpty(emptyFolder)).bundle,
      site: undefined,
      configPath: join(emptyFolder, "workerd.capnp"),
    },
    cases: [{ kind: EMPTY_CASE }],
  };
  const anyArtefact = join(folder, "any");
  await makeArtefact(anyArtefact, { itemCount: 10, retrieverCount: 1, candidateCount: 0 });
  const ours = await buildOurs(ourFolder, anyArtefact);
  const services: Service[] = [];
  for (const size of plan.sizes) {
    for (const head of HEADS) {
      progress(`making an artefact of ${size} items: ${head.name}`);
      services.push(await serviceOf(join(folder, `${size}-${services.length}`), ours.bundle, size, head, plan));
    }
  }
  const measured: Measured = { rounds: new Map(), firstMs: new Map() };
  for (let round = 0; round < plan.rounds; round++) {
    for (const size of plan.sizes) {
      progress(`fresh servers, round ${round + 1} of ${plan.rounds}, ${size} items`);
      const own = [empty, ...services.filter((service) => service.size === size)];
      await measureRound(round % 2 === 0 ? own : own.toReversed(), plan, measured);
    }
  }
  const { sizes, histories, ...rest } = plan;
  return {
    versions: packageVersions(["nearedge", "wrangler", "workerd", "hono"]),
    settings: { quick, ...rest, sizes, histories },
    rows: plan.sizes.flatMap((size, place) => rowsOf(size, place, plan, empty, services, measured)),
    bundle: await bundleFiles(ours),
  };
}

async function serviceOf(
  folder: string,
  bundle: string,
  size: number,
  head: (typeof HEADS)[number],
  { histories }: Plan,
): Promise<Service> {
  const [site, made] = [join(folder, "site"), join(folder, "artefact")];
  await mkdir(site, { recursive: true });
  await makeArtefact(made, { itemCount: size, ...head });
  await cp(made, join(site, "artefact"), { recursive: true });
  const artefact = await readArtefact(made);
  const engine = await recommenderOf(artefact);
  const cases = histories.flatMap((length) => {
    const plain = historyCase(artefact, engine, length, false);
    const reranked = head.candidateCount > 0 ? [historyCase(artefact, engine, length, true)] : [];
    return [{ kind: plain, length }, ...reranked.map((kind) => ({ kind, plain, length }))];
  });
  // Configurations of one bundle stand beside it.
  const configPath = join(bundle, "..", `workerd-${size}-${head.retrieverCount}-${head.candidateCount}.capnp`);
  return { name: head.name, size, deployment: { bundle, site, configPath }, cases };
}

/** Starts all services in processes of their own, measures them side by side, and ends them. */
async function measureRound(services: readonly Service[], plan: Plan, measured: Measured): Promise<void> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const targets: Target[] = [];
    for (const service of services) {
      const { result, end } = await startChild<Served>("serve", service.deployment, SERVER_LIMIT_MS);
      const client = createClient(result.url);
      ends.push(client.close, end);
      const last = service.cases.at(-1)?.kind.exchanges[0];
      const before = cpuTimeMs(result.pids) ?? Number.NaN;
      if (last) await client.send(last.request);
      add(measured.firstMs, service, (cpuTimeMs(result.pids) ?? Number.NaN) - before);
      targets.push(...service.cases.map(({ kind }) => ({ kind, client, pids: result.pids })));
    }
    const rounds = await measureServers(targets, plan);
    for (const [place, { kind }] of targets.entries()) add(measured.rounds, kind, rounds[place]!);
  } finally {
    for (const end of ends) await end();
  }
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  lists.set(key, [...(lists.get(key) ?? []), value]);
}

function rowsOf(
  size: number,
  place: number,
  { sizes }: Plan,
  empty: Service,
  services: readonly Service[],
  { rounds, firstMs }: Measured,
): Row[] {
  // The empty worker is measured once with each size.
  const ofSize = <T>(list: readonly T[]): T[] => list.filter((_, at) => at % sizes.length === place);
  const cpu = (kind: Case): number[] => (rounds.get(kind) ?? []).map(({ cpuMs }) => cpuMs ?? Number.NaN);
  const emptyMs = ofSize(cpu(EMPTY_CASE));
  // Round by round: both sides of a difference met the same machine.
  const over = (own: readonly number[], base: readonly number[]) => own.map((value, round) => value - base[round]!);
  const own = services.filter((service) => service.size === size);
  const one = own.find(({ cases }) => cases.some(({ plain }) => plain));
  const rows = own.flatMap(({ name, cases }) =>
    cases.map(({ kind, plain, length }): Row => {
      const [ms, ofOne] = [cpu(kind), one?.cases.find((other) => other.plain && other.length === length)];
      const times =
        plain && ofOne ? over(ms, emptyMs).map((value, at) => value / over(cpu(ofOne.kind), emptyMs)[at]!) : [];
      const wrong = (rounds.get(kind) ?? []).reduce((sum, round) => sum + round.wrong, 0);
      return {
        variant: `${name}, ${kind.variant}`,
        size,
        ms: medianOrNull(ms),
        overEmptyMs: medianOrNull(over(ms, emptyMs)),
        overPlainMs: plain ? medianOrNull(over(ms, cpu(plain))) : null,
        timesOne: medianOrNull(times),
        error: wrong / (Math.max(1, ms.length) * kind.exchanges.length),
        note: "",
        rawMs: ms,
        rawEmptyMs: emptyMs,
      };
    }),
  );
  const [withoutHead] = own;
  const firstRows = own.map((service): Row => {
    const ms = firstMs.get(service) ?? [];
    const beyond = withoutHead && service !== withoutHead ? over(ms, firstMs.get(withoutHead) ?? []) : [];
    return {
      variant: `${service.name}, first request`,
      size,
      ms: medianOrNull(ms),
      overEmptyMs: medianOrNull(over(ms, ofSize(firstMs.get(empty) ?? []))),
      overPlainMs: medianOrNull(beyond),
      timesOne: null,
      error: null,
      note: "loads the artefact; beside that of a fresh process without a head",
      rawMs: ms,
    };
  });
  const first: Row = { variant: "empty route", size, ms: medianOrNull(emptyMs), error: null, note: "", rawMs: emptyMs };
  return [{ ...first, overEmptyMs: null, overPlainMs: null, timesOne: null }, ...rows, ...firstRows];
}

/** null where nothing was measured, or where the system does not tell CPU times. */
function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 || values.some(Number.isNaN) ? null : median(values);
}
