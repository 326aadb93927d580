import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sample } from "./artefacts.ts";

/** Writes the files of the samples into a project, each where `placeOf` says. */
export async function placeArtefacts(
  folder: string,
  samples: readonly Sample[],
  placeOf: (name: string) => string,
): Promise<void> {
  for (const { name, files } of samples) {
    const place = join(folder, placeOf(name));
    await mkdir(place, { recursive: true });
    for (const file of files) await writeFile(join(place, file.name), file.bytes);
  }
}
