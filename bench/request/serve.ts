import type { TestHarness } from "wrangler";
import type { Role } from "../roles.ts";
import { childrenOf } from "./cpu-time.ts";
import { type Deployment, OFFLINE } from "./deployment.ts";

/** Where a deployment is served, and by which processes of workerd; none where the system does not say. */
export interface Served {
  readonly url: string;
  readonly pids: readonly number[];
}

/**
 * The role of a child process that serves one deployment in workerd on a free port of this machine. Answers
 * with `Served`.
 */
export function serveRole(): Role {
  let server: TestHarness | undefined;
  return {
    run: async (task) => {
      Object.assign(process.env, OFFLINE);
      const { createTestHarness } = await import("wrangler");
      const { configPath, bundle } = task as Deployment;
      server = createTestHarness({ workers: [{ configPath, prebuiltWorkerDir: bundle }] });
      const { url } = await server.listen();
      return { url: url.href, pids: childrenOf(process.pid) } satisfies Served;
    },
    end: async () => {
      await server?.close();
    },
  };
}
