import { orderOfRound } from "../statistics.ts";
import type { Case } from "./cases.ts";
import type { Client } from "./client.ts";
import { cpuTimeMs } from "./cpu-time.ts";

/** A case with the server that answers it. */
export interface Target {
  readonly kind: Case;
  readonly client: Client;
  /** Processes of the server, for their CPU time. */
  readonly pids: readonly number[];
}

/** What one round measured of one case. */
export interface RoundOfCase {
  /** Milliseconds of every request. */
  readonly times: number[];
  /** CPU milliseconds of the server, one request, mean; undefined where the system does not say. */
  readonly cpuMs: number | undefined;
  /** Distinct requests that were answered with other items, or in another order, than the engine gives in Node. */
  readonly wrong: number;
}

export interface RoundPlan {
  readonly warmUpRequests: number;
  readonly blocks: number;
  readonly blockRequests: number;
}

/**
 * Warms every target up, comparing its answers on the way, and then times them: a block of requests to one, a block to
 * the next, the order turned round after each pass, one request at a time.
 */
export async function measureServers(targets: readonly Target[], plan: RoundPlan): Promise<RoundOfCase[]> {
  const wrong: number[] = [];
  for (const target of targets) wrong.push(await warmUp(target, plan.warmUpRequests));
  const times = targets.map((): number[] => []);
  const cpu = targets.map(() => 0);
  for (let block = 0; block < plan.blocks; block++) {
    for (const [place, { kind, client, pids }] of orderOfRound([...targets.entries()], block)) {
      const cpuBefore = cpuTimeMs(pids) ?? Number.NaN;
      for (let number = 0; number < plan.blockRequests; number++) {
        const at = (block * plan.blockRequests + number) % kind.exchanges.length;
        const { ms } = await client.send(kind.exchanges[at]!.request);
        times[place]!.push(ms);
      }
      cpu[place]! += (cpuTimeMs(pids) ?? Number.NaN) - cpuBefore;
    }
  }
  return targets.map((_, place) => {
    const cpuMs = cpu[place]! / times[place]!.length;
    return { times: times[place]!, wrong: wrong[place]!, cpuMs: Number.isNaN(cpuMs) ? undefined : cpuMs };
  });
}

/** Sends every distinct request once, and on until there were `requests`. Returns how many answers were wrong. */
async function warmUp({ kind, client }: Target, requests: number): Promise<number> {
  let wrong = 0;
  for (let number = 0; number < Math.max(requests, kind.exchanges.length); number++) {
    const { request, itemIds } = kind.exchanges[number % kind.exchanges.length]!;
    const { body } = await client.send(request);
    if (number < kind.exchanges.length && itemIds !== undefined && !hasItems(body, itemIds)) wrong++;
  }
  return wrong;
}

function hasItems(body: string, itemIds: readonly string[]): boolean {
  const { items } = JSON.parse(body) as { items?: { itemId?: unknown }[] };
  return items?.length === itemIds.length && itemIds.every((itemId, place) => items[place]?.itemId === itemId);
}
