import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));

export interface Finished {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs the command with `folder` for temporary files; `interruptAt` is a text on standard error at which it is
 * interrupted. Its children write to the same standard error, so the pipe closes with the last of them.
 */
export function runBench(
  folder: string,
  parameters: readonly string[],
  options: { readonly interruptAt?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...options.env, TMPDIR: folder };
    const child = spawn(process.execPath, [MAIN, ...parameters], { env, stdio: ["ignore", "pipe", "pipe"] });
    let [output, errors, interrupted] = ["", "", false];
    child.stdout.on("data", (text: Buffer) => {
      output += text;
    });
    child.stderr.on("data", (text: Buffer) => {
      errors += text;
      if (options.interruptAt === undefined || interrupted || !errors.includes(options.interruptAt)) return;
      interrupted = true;
      child.kill("SIGINT");
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output, errors }));
  });
}
