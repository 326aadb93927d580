import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artefact } from "../artefact/artefact.ts";
import { replaceFolder } from "../artefact/aside.ts";
import { readArtefact } from "../artefact/folder.ts";
import type { TableFormat } from "../data/table-formats.ts";
import { OptionsError } from "../errors.ts";
import { kernelModule } from "../kernels/module.node.ts";
import { needsVector } from "../models/sent-vector.ts";
import { servedModel } from "../models/served.ts";
import { restoreRetrieval } from "../serving/create-retrieval.ts";
import { DESCRIPTION, EXPORT_FORMAT, exportPlace } from "./export-folder.ts";
import { writeItemTable, writeUserTable } from "./export-tables.ts";
import { type Exported, writeFactors, writeWeights } from "./export-vectors.ts";
import { interruptible } from "./interrupt.ts";
import { say } from "./progress.ts";

/** What `export` is given beside the folder of the artefact. */
export interface ExportArguments {
  readonly out: string;
  readonly tables: TableFormat;
  readonly users: boolean;
  readonly json?: boolean;
}

/** Writes what scores are made of, for programs that are no engine of ours; all of it or nothing. */
export async function runExport(folder: string, given: ExportArguments): Promise<void> {
  const { target, occupied } = await exportPlace(given.out);
  const artefact = await readArtefact(folder);
  const { manifest } = artefact;
  const restored = restoreRetrieval(artefact, await kernelModule(), servedModel);
  const { retrieve } = restored.served;
  if (retrieve.by === "popularity" || retrieve.by === "scores" || !restored.retrieval) {
    throw new OptionsError(
      "no-vectors",
      `export: expected a model of factors or of weights between items, but ${manifest.name} is ${manifest.model.kind}, which has ` +
        "neither; nearedge recommend --users all writes the lists of any model",
    );
  }
  const isTheirs = needsVector(restored.served);
  if (isTheirs && given.users && artefact.users) {
    say("users are left out: the model makes no vectors of them, requests bring theirs");
  }
  const users = given.users && !isTheirs ? artefact.users : undefined;
  const named = { name: manifest.name, version: manifest.version, kind: manifest.model.kind };
  let files: readonly Exported[] = [];
  await interruptible((signal) =>
    replaceFolder(target, occupied, async (partial) => {
      const items = await writeItemTable(partial, given.tables, artefact, signal);
      const people = users ? [await writeUserTable(partial, given.tables, users.userIds.ids, signal)] : [];
      const vectors =
        retrieve.by === "weights"
          ? await writeWeights(partial, artefact, restored, retrieve, users !== undefined)
          : await writeFactors(partial, artefact, restored, users !== undefined, signal);
      files = [items, ...people, ...vectors];
      const described = Object.fromEntries(files.map(({ name, ...file }) => [name, file]));
      const description = { format: EXPORT_FORMAT, model: named, files: described };
      await writeFile(join(partial, DESCRIPTION), `${JSON.stringify(description, null, 2)}\n`);
    }),
  );
  report(artefact, given, files, users !== undefined);
}

function report({ manifest }: Artefact, given: ExportArguments, files: readonly Exported[], hasUsers: boolean): void {
  const { name, version, data, head } = manifest;
  say(`${name} ${version}${data.note === "" ? "" : ` (${data.note})`}`);
  if (head) say(`the head (${head.kind}) is not in it: scores are those of recommend --no-rerank`);
  if (hasUsers)
    say("what is of users is their histories, or follows from them: keep it private; --no-users leaves it out");
  for (const file of files) say(`${given.out}/${file.name}: ${file.meaning}`);
  if (!given.json) return;
  const answer = { model: { name, version }, out: given.out, files: files.map((file) => file.name) };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
