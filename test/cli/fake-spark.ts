import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A program in place of spark-submit, and a Java that says a version: what a test needs of Spark without any. */
export interface FakeSpark {
  /** The program; it keeps its arguments, a line each, in `arguments` beside it. */
  readonly program: string;
  readonly arguments: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Writes both into `folder`. `script` is what the program does, in sh. */
export function fakeSpark(
  folder: string,
  script: string,
  javaVersion = 'openjdk version "17.0.15" 2025-04-15',
): FakeSpark {
  const bin = join(folder, "java-home", "bin");
  mkdirSync(bin, { recursive: true });
  const program = join(folder, "spark-submit");
  const kept = join(folder, "arguments");
  executable(join(bin, "java"), `echo '${javaVersion}' >&2`);
  executable(program, `printf '%s\\n' "$@" > '${kept}'\n${script}`);
  return { program, arguments: kept, env: { JAVA_HOME: join(folder, "java-home") } };
}

function executable(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** A line that the job says, in sh. */
export function jobLine(kind: string, content: object): string {
  return `echo 'nearedge-${kind} ${JSON.stringify(content)}' >&2`;
}

export const READY = jobLine("spark", { version: "4.3.0", master: "local[2]", python: "3.11.2" });
