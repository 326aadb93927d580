import type { TestHarness } from "wrangler";
import type { Role } from "../roles.ts";
import { type Deployment, OFFLINE } from "./deployment.ts";

/**
 * The role of a child process that serves one deployment in workerd on a free port of this machine. Answers with its
 * address.
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
      return url.href;
    },
    end: async () => {
      await server?.close();
    },
  };
}
