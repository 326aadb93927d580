import { evaluationLines } from "./evaluation-lines.ts";
import type { MadeImport } from "./import-made.ts";
import type { ImportArguments } from "./options/import.ts";
import { say } from "./progress.ts";
import { readingJson } from "./reading-lines.ts";
import { usersOnRequestLine } from "./users-line.ts";

/** Says what was made: on standard output with --json, else on standard error. */
export function reportImport(made: MadeImport, given: ImportArguments, seconds: number): void {
  const { artefact, origin, reading, vectorScale } = made;
  const warnings = [...made.warnings, ...artefact.warnings];
  if (vectorScale !== undefined) {
    say(
      `a user's own factors are sent as a vector after division by ${vectorScale.toPrecision(6)}, the scale of this fold-in`,
    );
  }
  for (const { message } of warnings) say(`warning: ${message}`);
  const { out, name, version, kind, options, precision, factorCount, evaluations, fileCount, byteLength } = artefact;
  if (reading !== undefined && options.foldIn !== "none") say(usersOnRequestLine(artefact.userCount));
  if (given.json) {
    const model = { name, version, kind, options, precision, factorCount };
    const counts = { items: artefact.itemCount, users: artefact.userCount };
    process.stdout.write(
      `${JSON.stringify({ out, model, origin, vectorScale, ...counts, evaluations, warnings, byteLength, timings: { importSeconds: seconds }, ...(reading ? readingJson(reading) : {}) })}\n`,
    );
    return;
  }
  for (const line of evaluationLines(evaluations)) say(line);
  say(
    `${out}: ${name} ${version}, ${artefact.itemCount} items, ${fileCount} files, ${byteLength} bytes, in ${seconds.toFixed(1)} s`,
  );
}
