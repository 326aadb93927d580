import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { partialName, replacedName, replaceFolder, restoreSetAside, sweepLeftovers } from "../artefact/aside.ts";
import { ArtefactError, OptionsError } from "../errors.ts";
import { LAYERS_FILES } from "../neural/tfjs/export-network.ts";
import { MEANING_FILE } from "../neural/tfjs/meaning.ts";
import type { NetworkFile } from "../training/context.ts";
import { followOut, isMountPoint, liesIn, nearestThere, reasonOf, tryFolder } from "./out-place.ts";

/** A folder that the network of the last fit is written to. */
export interface NetworkExport {
  readonly onNetwork: (files: readonly NetworkFile[]) => void;
  /** Writes it aside, then renames. Returns how many bytes there are. Throws ArtefactError `write-failed`. */
  write(): Promise<number>;
}

/** Where else the training writes. */
interface OtherFolders {
  readonly out: string;
  readonly checkpoint: string | undefined;
}

/** What an exported network consists of. */
const FILES: readonly string[] = [...LAYERS_FILES, MEANING_FILE];

/**
 * Opens the folder of `--export-network`, before the work begins. A link to a folder stays, and that one is replaced. What a
 * writer that was killed left beside it is brought back or removed. Throws OptionsError `not-exported` for a model without a
 * network of pairs, `bad-export-folder`; ArtefactError `target-not-a-network`; OptionsError `needs-tfjs`.
 */
export async function openExport(folder: string, others: OtherFolders, model: string): Promise<NetworkExport> {
  const { TRAINABLE } = await import("../models/trainable.ts");
  const exporting = TRAINABLE.filter(({ exportsNetwork }) => exportsNetwork).map(({ model: { name } }) => name);
  if (!exporting.includes(model)) {
    throw new OptionsError("not-exported", `--export-network: expected one of ${exporting.join(", ")}; got ${model}`);
  }
  (await import("../neural/tfjs/network-path.node.ts")).requireTfjs();
  const target = await checkFolder(folder, others);
  let latest: readonly NetworkFile[] = [];
  return {
    onNetwork: (files) => {
      latest = files;
    },
    async write() {
      // Hours may lie between.
      const isThere = await isReplaced(folder, target);
      try {
        await replaceFolder(target, isThere, async (partial) => {
          for (const { name, bytes } of latest) await writeFile(join(partial, name), bytes);
        });
      } catch (cause) {
        const message = `--export-network: ${folder}: the network could not be written: ${reasonOf(cause)}`;
        throw new ArtefactError("write-failed", message, { cause });
      }
      await sweepLeftovers(target, holdsNothingElse).catch(() => undefined);
      return latest.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
  };
}

/** Returns the place of the folder, links followed. */
async function checkFolder(folder: string, others: OtherFolders): Promise<string> {
  const refuse = (got: string): OptionsError =>
    new OptionsError("bad-export-folder", `--export-network: expected a folder for the network, got ${got}`);
  if (folder.trim() === "") throw refuse("an empty name");
  const place = await followOut(folder);
  if ("reason" in place) throw refuse(`${folder}: ${place.reason}`);
  const { target } = place;
  if (target === process.cwd()) throw refuse("the current one");
  for (const [option, other] of Object.entries<string | undefined>({ ...others })) {
    const found = other === undefined ? undefined : await followOut(other);
    if (found && "target" in found && (liesIn(found.target, target) || liesIn(target, found.target))) {
      throw refuse(`${folder}, which is that of --${option} or lies in it, or the other way round`);
    }
  }
  await restoreSetAside(target, isNetwork).catch(() => undefined);
  const isThere = await isReplaced(folder, target);
  if (isThere && (await isMountPoint(target))) {
    throw refuse(`${folder}, where something is mounted: choose a folder inside it`);
  }
  for (const made of isThere ? [partialName(target), replacedName(target)] : [target, partialName(target)]) {
    const reason = await tryFolder(made);
    if (reason !== undefined) throw refuse(`${folder}: ${reason}`);
  }
  return target;
}

/** Whether there is a folder to replace. Throws ArtefactError `target-not-a-network` where something else is there. */
async function isReplaced(folder: string, target: string): Promise<boolean> {
  if ((await nearestThere(target)) !== target) return false;
  const names = (await stat(target)).isDirectory() ? await readdir(target) : undefined;
  if (names !== undefined && (names.length === 0 || (await isNetwork(target)))) return true;
  const stranger = names?.find((name) => !FILES.includes(name));
  const got = stranger === undefined ? `${folder} is something else` : `${folder} has ${stranger}`;
  const expected = "expected an exported network to replace, an empty folder or nothing";
  throw new ArtefactError("target-not-a-network", `--export-network: ${expected}, but ${got}`);
}

/** A part of one may lack files. */
const holdsNothingElse = async (folder: string): Promise<boolean> =>
  (await readdir(folder)).every((name) => FILES.includes(name));

const isNetwork = async (folder: string): Promise<boolean> =>
  (await holdsNothingElse(folder)) && (await readdir(folder)).length === FILES.length;
