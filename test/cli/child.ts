import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Run } from "./nearedge.ts";

const BINARY = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));

/** No run outlives its test. */
const TIMEOUT_MS = 50_000;

export interface ChildControl {
  /** Called with everything on standard error so far, whenever there is more. */
  readonly onStderr?: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Close the reading end of standard output before anything is written. */
  readonly closeStdout?: boolean;
  /** Variables beside those of the test itself. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the binary as a user does, in a process of its own: for what only a process has, such as signals, pipes that break
 * and the start itself. It costs a second of start-up; everything else is asked of `nearedge` in this process.
 */
export function nearedgeChild(args: readonly string[], control: ChildControl = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BINARY, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...control.env },
      timeout: TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    const stop = (): void => void child.kill("SIGKILL");
    process.once("exit", stop);
    let [stdout, stderr] = ["", ""];
    if (control.closeStdout) child.stdout.destroy();
    else child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      control.onStderr?.(stderr, (signal) => child.kill(signal));
    });
    child.on("error", reject).on("close", (status) => {
      process.off("exit", stop);
      resolve({ status, stdout, stderr });
    });
  });
}
