import { join } from "node:path";
import { ROOT, runProgram } from "../children.ts";

/**
 * What a script of this folder prints in its last line, run by the Python that NEAREDGE_PYTHON names, else python3. Never rejects:
 * without Python or JAX it says why, and the benchmark goes on.
 */
export async function runJax<Answer>(script: string, task: object): Promise<Answer | string> {
  const python = process.env.NEAREDGE_PYTHON ?? "python3";
  try {
    const parameters = [join(ROOT, "bench/neural", script), JSON.stringify(task)];
    const output = await runProgram(python, parameters, { cwd: ROOT });
    return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Answer;
  } catch (error) {
    const reason = String(error).trim().split("\n").at(-1) ?? "";
    return `not measured: ${reason}; name a Python that has jax with NEAREDGE_PYTHON`;
  }
}
