import { readdir, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { partialName, replaceFolder } from "../artefact/aside.ts";
import { ArtefactError, OptionsError } from "../errors.ts";
import type { NetworkFile } from "../training/context.ts";
import { followOut, isMountPoint, nearestThere, tryFolder } from "./out-place.ts";

/** A folder that the network of the last fit is written to. */
export interface NetworkExport {
  readonly onNetwork: (files: readonly NetworkFile[]) => void;
  /** Writes it aside, then renames. Returns how many bytes there are. */
  write(): Promise<number>;
}

/** A folder that has these was exported, and may be replaced. */
const OWN: readonly string[] = ["model.json", "nearedge.json"];

/**
 * Opens the folder of `--export-network`, before the work begins. Throws OptionsError `not-exported` for a model without a network
 * of pairs, `bad-export-folder`; ArtefactError `target-not-a-network`; OptionsError `needs-tfjs`.
 */
export async function openExport(folder: string, out: string, model: string): Promise<NetworkExport> {
  const { TRAINABLE } = await import("../models/trainable.ts");
  const exporting = TRAINABLE.filter(({ exportsNetwork }) => exportsNetwork).map(({ model: { name } }) => name);
  if (!exporting.includes(model)) {
    throw new OptionsError("not-exported", `--export-network: expected one of ${exporting.join(", ")}; got ${model}`);
  }
  (await import("../neural/tfjs/network-path.node.ts")).requireTfjs();
  await checkFolder(folder, out);
  let latest: readonly NetworkFile[] = [];
  return {
    onNetwork: (files) => {
      latest = files;
    },
    async write() {
      const isThere = (await stat(folder).catch(() => undefined)) !== undefined;
      await replaceFolder(folder, isThere, async (partial) => {
        for (const { name, bytes } of latest) await writeFile(join(partial, name), bytes);
      });
      return latest.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
  };
}

async function checkFolder(folder: string, out: string): Promise<void> {
  const refuse = (got: string): OptionsError =>
    new OptionsError("bad-export-folder", `--export-network: expected a folder for the network, got ${got}`);
  if (folder.trim() === "") throw refuse("an empty name");
  const [place, outPlace] = [await followOut(folder), await followOut(out)];
  if ("reason" in place) throw refuse(`${folder}: ${place.reason}`);
  const { target } = place;
  if (target === process.cwd()) throw refuse("the current one");
  if ("target" in outPlace && (liesIn(outPlace.target, target) || liesIn(target, outPlace.target))) {
    throw refuse(`${folder}, which is that of --out or lies in it, or the other way round`);
  }
  const isThere = (await nearestThere(target)) === target;
  if (isThere) {
    const isFolder = (await stat(target)).isDirectory();
    const names = isFolder ? await readdir(target) : undefined;
    if (names === undefined || (names.length > 0 && !OWN.every((name) => names.includes(name)))) {
      const expected = "expected an exported network to replace, an empty folder or nothing";
      throw new ArtefactError("target-not-a-network", `--export-network: ${expected}, but ${folder} is something else`);
    }
    if (await isMountPoint(target)) throw refuse(`${folder}, where something is mounted: choose a folder inside it`);
  }
  const reason = await tryFolder(isThere ? partialName(target) : target);
  if (reason !== undefined) throw refuse(`${folder}: ${reason}`);
}

function liesIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
}
