import { CommanderError } from "commander";
import { NearEdgeError, OptionsError } from "../errors.ts";

/** Exit status of the command line: done, failed, or used wrongly. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Prints what went wrong, in one line where it is one of our errors, and returns the exit status. */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof NearEdgeError) {
    process.stderr.write(`nearedge: ${error.message} [${error.code}]\n`);
    if (error instanceof OptionsError) return EXIT.usage;
    // A program that was run for this one ended so.
    return "status" in error && typeof error.status === "number" ? error.status : EXIT.failed;
  }
  const isChecked = (error instanceof RangeError || error instanceof TypeError) && error.message.includes("expected");
  if (isChecked) {
    process.stderr.write(`nearedge: ${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof Error && error.name === "AbortError") {
    process.stderr.write("nearedge: interrupted; nothing was written\n");
    return EXIT.failed;
  }
  if (error instanceof Error && "syscall" in error) {
    process.stderr.write(`nearedge: ${error.message}\n`);
    return EXIT.failed;
  }
  process.stderr.write(`nearedge: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}

/** A reader that has seen enough (`| head -1`) is no failure; output that cannot be written is one. */
export function watchOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return;
      if (stream === process.stdout) process.stderr.write(`nearedge: standard output: ${error.message}\n`);
      process.exit(EXIT.failed);
    });
  }
}
