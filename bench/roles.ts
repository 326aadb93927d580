import type { ChildMessage } from "./children.ts";
import { serve } from "./request/serve.ts";
import { measureVariant } from "./scan/measure.ts";

/** What a child process can do, by the name that its parent gives. `end` runs when the parent lets go of it. */
interface Role {
  run(task: unknown): Promise<unknown>;
  end(): Promise<void>;
}

const ROLES: Readonly<Record<string, Role>> = {
  scan: { run: (task) => measureVariant(task as Parameters<typeof measureVariant>[0]), end: async () => undefined },
  serve: serve(),
};

/** Takes one task from the parent, answers it, and lives until the parent disconnects, on purpose or by dying. */
export function runRole(name: string): void {
  const role = ROLES[name];
  if (role === undefined) throw new Error(`role: expected one of ${Object.keys(ROLES).join(", ")}; got ${name}`);
  // Ctrl-C reaches the whole group: the parent decides when this process ends.
  process.on("SIGINT", () => undefined);
  process.once("disconnect", () => {
    role.end().finally(() => process.exit());
  });
  process.once("message", (task) => {
    role.run(task).then(
      (result) => answer({ result }),
      (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
}

function answer(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}
