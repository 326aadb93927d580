import type { Evaluation } from "../artefact/manifest.ts";

/** One line a subject: figures with their protocol, and on a sample of users with their standard errors. */
export function evaluationLines(evaluations: readonly Evaluation[]): string[] {
  return evaluations.map(({ subject, protocol, part, users, metrics, sampledFrom, standardErrors = {} }) => {
    const figures = Object.entries(metrics).map(([name, value]) => {
      const error = standardErrors[name];
      return `${name} ${value.toFixed(4)}${error === undefined ? "" : ` ± ${error.toFixed(4)}`}`;
    });
    const judged = sampledFrom === undefined ? `${users}` : `${count(users)} of ${count(sampledFrom)}`;
    return `${subject.padEnd(16)} ${figures.join("  ")}  (${part}, ${protocol}, ${judged} users)`;
  });
}

function count(value: number): string {
  return value.toLocaleString("en-GB");
}
