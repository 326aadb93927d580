import type { ChildMessage } from "./children.ts";
import type { Role } from "./role.ts";

/** By the name that the parent gives; loaded when asked for. */
const ROLES: Readonly<Record<string, () => Promise<Role>>> = {
  scan: async () => (await import("./scan/measure.ts")).scanRole,
  "ingest-write": async () => (await import("./ingest/measure.ts")).writeRole(),
  "ingest-read": async () => (await import("./ingest/measure.ts")).readRole(),
  "evaluate-prepare": async () => (await import("./evaluate/measure.ts")).prepareRole,
  "evaluate-rank": async () => (await import("./evaluate/measure.ts")).rankRole,
  weights: async () => (await import("./weights/measure.ts")).weightsRole,
  "train-prepare": async () => (await import("./train/prepare.ts")).prepareRole,
  train: async () => (await import("./train/measure.ts")).fitRole,
  "train-quality": async () => (await import("./train/ranking-quality.ts")).qualityRole,
  "train-energy": async () => (await import("./train/captured-energy.ts")).energyRole,
  int8: async () => (await import("./int8/measure.ts")).int8Role,
  growth: async () => (await import("./growth/measure.ts")).growthRole,
  "neural-products": async () => (await import("./neural/measure.ts")).productsRole,
  "neural-error": async () => (await import("./neural/measure.ts")).productErrorRole,
  "neural-prepare": async () => (await import("./neural/measure-networks.ts")).prepareRole,
  "neural-train": async () => (await import("./neural/measure-networks.ts")).trainRole,
  "neural-threads": async () => (await import("./neural/threads.ts")).threadsRole,
  "neural-items": async () => (await import("./neural/measure-networks.ts")).itemsRole,
  serve: async () => (await import("./request/workerd.ts")).serveRole(),
};

/** Takes one task from the parent, answers it, and lives until the parent disconnects, on purpose or by dying. */
export function runRole(name: string): void {
  const load = ROLES[name];
  if (load === undefined) throw new Error(`role: expected one of ${Object.keys(ROLES).join(", ")}; got ${name}`);
  const loading = load();
  // Ctrl-C reaches the whole group: the parent decides when this process ends.
  process.on("SIGINT", () => undefined);
  process.once("disconnect", () => {
    loading.then((role) => role.end()).finally(() => process.exit());
  });
  process.once("message", (task) => {
    loading
      .then((role) => role.run(task))
      .then(
        (result) => answer({ result }),
        (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
      );
  });
}

function answer(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}
