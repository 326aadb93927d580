import { OptionsError } from "../errors.ts";
import { IMPORT_KINDS } from "../imported/kinds.ts";
import type { TrainingContext } from "../training/context.ts";
import type { MadeImport } from "./import-made.ts";
import { reportImport } from "./import-report.ts";
import { checkImport } from "./import-request.ts";
import { interruptible } from "./interrupt.ts";
import { noteText } from "./note-text.ts";
import { openOptions } from "./open-options.ts";
import type { ImportArguments } from "./options/import.ts";
import { checkOutFolder } from "./out-folder.ts";
import { createProgress, type Progress, say, trainingProgress } from "./progress.ts";

/** Reads a model that was made elsewhere, measures it where it can, packs it, and says what it did. */
export function runImport(path: string, given: ImportArguments): Promise<void> {
  return interruptible(async (signal) => {
    const startedMs = performance.now();
    const progress = createProgress();
    const control = controlOf(given, progress, signal);
    const made = await importKindOf(path, given, control, signal).finally(() => progress.stop());
    reportImport(made, given, (performance.now() - startedMs) / 1000);
  });
}

async function importKindOf(
  path: string,
  given: ImportArguments,
  control: TrainingContext,
  signal: AbortSignal,
): Promise<MadeImport> {
  const checked = checkImport(path, kindOf(path, given), given, signal);
  openOptions(given);
  if (given.note !== undefined) noteText(given.note);
  await checkOutFolder(given.out);
  return (await import("./import-model.ts")).importModel(checked, given, control, signal);
}

function kindOf(path: string, { kind }: ImportArguments): string {
  if (kind !== undefined) return kind;
  const names = IMPORT_KINDS.map(({ name }) => name).join(", ");
  const message = `--kind: expected one of ${names}; got none for ${path}`;
  throw new OptionsError("missing-option", message);
}

function controlOf(given: ImportArguments, progress: Progress, signal: AbortSignal): TrainingContext {
  return {
    seed: given.seed,
    threads: 1,
    signal,
    onPhase: (phase) => {
      progress.stop();
      say(phase);
    },
    ...trainingProgress(progress),
  };
}
