import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** The interpreter of the tests: NEAREDGE_PYTHON, which .ci/run names, else python3. */
export const PYTHON = process.env.NEAREDGE_PYTHON ?? "python3";

/** The folder of the module that users copy. */
export const EXAMPLES = fileURLToPath(new URL("../../examples/python", import.meta.url));

/** Why a test is skipped; undefined where Python has all of these modules. */
export function missingModules(modules: readonly string[]): string | undefined {
  const program = modules.map((name) => `import ${name}`).join("\n");
  if (spawnSync(PYTHON, ["-c", program]).status === 0) return undefined;
  return `skipped: ${PYTHON} cannot import ${modules.join(", ")}; name a Python that can with NEAREDGE_PYTHON`;
}

/** The name of a test, with the reason where it is skipped. */
export function titled(name: string, reason: string | undefined): string {
  return reason === undefined ? name : `${name} (${reason})`;
}

/** What became of a program that may import what lies in examples/python. Others go on meanwhile: notebooks take a minute. */
export async function python(program: string, input = "", args: readonly string[] = [], cwd?: string) {
  const env = { ...process.env, PYTHONPATH: EXAMPLES, PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(PYTHON, ["-W", "ignore", "-c", program, ...args], { env, cwd });
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { status, stdout, stderr };
}
