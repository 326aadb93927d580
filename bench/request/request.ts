import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readArtefact } from "../../src/artefact/folder.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, RunOptions } from "../report.ts";
import { figure } from "../table.ts";
import { makeArtefact } from "./artefact.ts";
import { makeCases } from "./cases.ts";
import { buildEmpty, buildOurs, bundleFiles, siteWith } from "./deployment.ts";
import { listCases } from "./list-cases.ts";
import type { RoundPlan } from "./measure-servers.ts";
import { rowsOf } from "./request-rows.ts";
import { measureBeside, type RoundOfService, type Service } from "./services.ts";
import type { PlainDeployment } from "./workerd.ts";

interface Plan extends RoundPlan {
  /** Fresh servers each. */
  readonly rounds: number;
}

const FULL: Plan = { rounds: 3, warmUpRequests: 300, blocks: 6, blockRequests: 50 };
const QUICK: Plan = { rounds: 1, warmUpRequests: 5, blocks: 2, blockRequests: 5 };
/** Catalogues that are made up. */
const SIZES = [
  { itemCount: 1000, precision: "f32" },
  { itemCount: 10_000, precision: "f32" },
  { itemCount: 100_000, precision: "int8" },
] as const;

/** Whole HTTP requests to the built worker in plain workerd, against a worker that reads and writes as much and does nothing. */
export const requestBenchmark: Benchmark = {
  title: "Whole HTTP requests to the built worker in plain workerd, one at a time on one connection",
  group: (row) => `${row.size.toLocaleString("en-GB")} items`,
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "p50 ms", text: ({ ms }) => figure(ms) },
    { title: "p99 ms", text: ({ p99Ms }) => figure(p99Ms) },
    { title: "CPU ms", text: ({ cpuMs }) => figure(cpuMs) },
    { title: "CPU ms of its floor", text: ({ floorCpuMs }) => figure(floorCpuMs) },
    { title: "× floor", text: ({ timesFloor }) => figure(timesFloor) },
    { title: "CPU over the first, ms", text: ({ overFirstMs }) => figure(overFirstMs) },
    { title: "wrong answers", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, artefact: given, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const plan = quick ? QUICK : FULL;
  const folder = await temporaryFolder();
  const made = given === undefined ? await makeArtefacts(folder, quick, progress) : [given];
  const artefacts = await Promise.all(made.map(readArtefact));
  progress("building the workers");
  const empty = await buildEmpty(join(folder, "empty"));
  const ours = await buildOurs(join(folder, "ours"), made[0] ?? "");
  const floor: PlainDeployment = { bundle: empty.bundle, site: undefined, configPath: join(folder, "empty.capnp") };
  const services: Service[] = [];
  for (const [place, artefact] of artefacts.entries()) {
    const engine = await recommenderOf(artefact);
    const cases = given === undefined ? listCases(artefact, engine) : makeCases(artefact, engine);
    const site = await siteWith(join(folder, `served-${place}`), made[place] ?? "");
    const deployment = { bundle: ours.bundle, site, configPath: join(folder, `ours-${place}.capnp`) };
    services.push({ size: artefact.manifest.data.items, deployment, cases });
  }
  const rounds: RoundOfService[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    for (const service of services) {
      progress(`fresh servers, round ${round + 1} of ${plan.rounds}, ${service.size} items`);
      rounds.push(await measureBeside(floor, service, plan));
    }
  }
  const names = artefacts.map(({ manifest: { name, version } }) => `${name} (${version})`).join("; ");
  return {
    versions: packageVersions(["nearedge", "wrangler", "workerd", "hono"]),
    settings: { quick, ...plan, artefact: names },
    rows: services.flatMap((service) =>
      rowsOf(
        service,
        rounds.filter((round) => round.service === service),
      ),
    ),
    bundle: await bundleFiles(ours),
  };
}

async function makeArtefacts(folder: string, quick: boolean, progress: RunOptions["progress"]): Promise<string[]> {
  const folders: string[] = [];
  for (const { itemCount, precision } of quick ? SIZES.slice(0, 1) : SIZES) {
    progress(`making an artefact of ${itemCount} items`);
    const own = join(folder, `artefact-${itemCount}`);
    await mkdir(own, { recursive: true });
    await makeArtefact(own, { itemCount, precision, retrieverCount: 1, candidateCount: 0 });
    folders.push(own);
  }
  return folders;
}
