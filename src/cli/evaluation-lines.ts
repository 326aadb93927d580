import type { Evaluation } from "../artefact/manifest.ts";

/** One line a subject: figures with their protocol. */
export function evaluationLines(evaluations: readonly Evaluation[]): string[] {
  return evaluations.map(({ subject, protocol, part, users, metrics }) => {
    const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`);
    return `${subject.padEnd(16)} ${figures.join("  ")}  (${part}, ${protocol}, ${users} users)`;
  });
}
