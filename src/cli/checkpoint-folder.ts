import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ArtefactError, NearEdgeError, OptionsError } from "../errors.ts";
import type { Checkpoints } from "../training/context.ts";
import { reasonOf } from "./out-place.ts";
import { say } from "./progress.ts";

/** Checkpoints of one training in a folder, a file for each fit that it consists of. */
export interface CheckpointFolder extends Checkpoints {
  readonly folder: string;
  /** How many files this run has saved or gone on from. */
  readonly count: number;
  /** Deletes them. */
  forget(): Promise<void>;
  /** An error about the checkpoint that was read last, with its path before the message; any other one as it is. */
  explain(error: unknown): unknown;
}

/** Ends the name of a file that is ours; whatever else lies in the folder is left alone. */
export const ENDING = ".checkpoint";
/** Characters of a training's name that its file shows. */
const SHOWN = 32;

/** The checkpoints of `folder`, of which `found` are there; a training goes on from these. */
export function checkpointFolder(folder: string, found: readonly string[]): CheckpointFolder {
  const asked = new Map<string, number>();
  const own = new Set<string>();
  const failures = new Set<string>();
  let read = "";
  const fileOf = (name: string): string => fileName(name, asked.get(name) ?? 1);
  return {
    folder,
    get count() {
      return own.size;
    },
    async load(name) {
      asked.set(name, (asked.get(name) ?? 0) + 1);
      const file = fileOf(name);
      if (!found.includes(file)) {
        // A training begins with the same fit whenever it is run, so that the first one has a checkpoint if any has.
        if (found.length > 0 && own.size === 0) throw ofAnother(folder, found);
        return undefined;
      }
      own.add(file);
      read = join(folder, file);
      return readFile(read);
    },
    async save(name, bytes) {
      const file = fileOf(name);
      const path = join(folder, file);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(`${path}.part`, bytes, { flush: true });
        await rename(`${path}.part`, path);
        own.add(file);
      } catch (error) {
        await rm(`${path}.part`, { force: true }).catch(() => undefined);
        // Hours of training are worth more than a checkpoint.
        const reason = reasonOf(error);
        if (!failures.has(reason)) say(`warning: ${path}: no checkpoint could be written: ${reason}; training goes on`);
        failures.add(reason);
      }
    },
    async forget() {
      for (const path of [...own].map((file) => join(folder, file))) {
        // The artefact is there already: a file that stays is no failure.
        const failed = (error: unknown): void => say(`warning: ${path} could not be deleted: ${reasonOf(error)}`);
        await rm(path, { force: true }).catch(failed);
      }
      own.clear();
    },
    explain(cause) {
      const isOfContent = cause instanceof NearEdgeError && read !== "";
      if (isOfContent && cause.code === "checkpoint") {
        return new ArtefactError(cause.code, `${read}: ${cause.message}`, { cause });
      }
      if (isOfContent && cause.code === "other-checkpoint") {
        return new OptionsError(cause.code, `${read}: ${cause.message}`, { cause });
      }
      return cause;
    },
  };
}

/** Short and safe everywhere: letters, digits and hyphens of the name, a hash of all of it, and which training of that name it is. */
function fileName(name: string, time: number): string {
  const shown = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 12);
  return `${shown.slice(0, SHOWN)}-${hash}${time === 1 ? "" : `-${time}`}${ENDING}`;
}

function ofAnother(folder: string, found: readonly string[]): OptionsError {
  const expected = `--resume: expected checkpoints of this training in ${folder}, got those of another (${few(found)})`;
  return new OptionsError(
    "other-checkpoint",
    `${expected}: of other data, or with other options or another head; repeat the call that was interrupted, or choose another folder to start anew`,
  );
}

/** Names for a message: the first two and how many more there are. */
export function few(names: readonly string[]): string {
  const more = names.length > 2 ? ` and ${names.length - 2} more` : "";
  return `${names.slice(0, 2).join(", ")}${more}`;
}
