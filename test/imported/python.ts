/** Pythons with packages that tests train with; a test without its package is skipped and says so. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The interpreter that has implicit: NEAREDGE_IMPLICIT_PYTHON, else that of the benchmark's environment; undefined without. */
export const IMPLICIT_PYTHON = interpreter("NEAREDGE_IMPLICIT_PYTHON", ".nearedge/bench-venv/bin/python");
/** The one that has LightFM and Surprise: test/requirements-libraries.txt. */
export const LIBRARIES_PYTHON = interpreter("NEAREDGE_LIBRARIES_PYTHON", ".nearedge/libraries-venv/bin/python");

function interpreter(variable: string, byDefault: string): string | undefined {
  const path = process.env[variable] ?? `${ROOT}${byDefault}`;
  if (existsSync(path)) return path;
  process.stderr.write(`skipped: no Python at ${path}; set ${variable}\n`);
  return undefined;
}

/** Runs a script of this folder to its end; what it prints is in the error if it fails. */
export function runScript(python: string, script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  execFileSync(python, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    // One thread: the tests share the machine, and OpenBLAS and implicit would fight over it.
    env: { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
}
