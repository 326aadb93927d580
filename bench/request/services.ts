import { startChild } from "../children.ts";
import { type Case, EMPTY_CASE, type Exchange } from "./cases.ts";
import { type Client, createClient } from "./client.ts";
import { measureServers, type RoundOfCase, type RoundPlan, type Target } from "./measure-servers.ts";
import type { PlainDeployment, Served } from "./workerd.ts";

/** A built worker with an artefact, and the kinds of requests that go to it. */
export interface Service {
  readonly size: number;
  readonly deployment: PlainDeployment;
  readonly cases: readonly Case[];
}

/** What one round measured of a service. */
export interface RoundOfService {
  readonly service: Service;
  /** The empty GET. */
  readonly empty: RoundOfCase;
  /** Of each case that could be measured: itself, and its floor. */
  readonly cases: ReadonlyMap<Case, { readonly own: RoundOfCase; readonly floor: RoundOfCase }>;
}

const SERVER_LIMIT_MS = 60_000;

/** Starts the floor and a service in processes of their own, measures them side by side, and ends them. */
export async function measureBeside(
  floor: PlainDeployment,
  service: Service,
  plan: RoundPlan,
): Promise<RoundOfService> {
  const ends: (() => Promise<void> | void)[] = [];
  const start = async (deployment: PlainDeployment) => {
    const { result, end } = await startChild<Served>("serve", deployment, SERVER_LIMIT_MS);
    const client = createClient(result.url);
    ends.push(client.close, end);
    return { client, pids: result.pids };
  };
  try {
    const [nothing, ours] = [await start(floor), await start(service.deployment)];
    const cases = service.cases.filter(({ missing }) => missing === "");
    const floors: Case[] = [];
    for (const kind of cases) floors.push(await floorOf(kind, ours.client));
    const targets: Target[] = [
      { kind: EMPTY_CASE, ...nothing },
      ...cases.flatMap((kind, place) => [
        { kind: floors[place]!, ...nothing },
        { kind, ...ours },
      ]),
    ];
    const rounds = await measureServers(targets, plan);
    if (nothing.client.connections > 1 || ours.client.connections > 1) {
      throw new Error("a connection was not kept alive; times would include connecting");
    }
    const byKind = new Map(targets.map(({ kind }, place) => [kind, rounds[place]!]));
    const of = (kind: Case): RoundOfCase => byKind.get(kind)!;
    return {
      service,
      empty: of(EMPTY_CASE),
      cases: new Map(cases.map((kind, place) => [kind, { own: of(kind), floor: of(floors[place]!) }])),
    };
  } finally {
    for (const end of ends) await end();
  }
}

/** Requests to the empty worker with the same bodies, answered with as many bytes; those without a body stay without. */
async function floorOf({ variant, exchanges }: Case, ours: Client): Promise<Case> {
  const floors: Exchange[] = [];
  for (const { request } of exchanges) {
    const { body } = await ours.send(request);
    const bytes = Buffer.byteLength(body);
    floors.push({
      request: { method: "POST", path: `/?bytes=${bytes}`, body: request.body ?? "" },
      itemIds: undefined,
    });
  }
  return { variant: `floor of ${variant}`, exchanges: floors, missing: "" };
}
