import { Command } from "commander";
import { readArtefact } from "../artefact/folder.ts";
import { SHOWN_USERS, showsUsers } from "../artefact/manifest-files.ts";
import { recommenderOf } from "../load-recommender.ts";
import { itemColumns, itemColumnText } from "./item-columns.ts";
import { say } from "./progress.ts";
import { evaluationLines } from "./train.ts";

/** `nearedge inspect`: what an artefact holds, after the same checks that serving makes. */
export function inspectCommand(): Command {
  return new Command("inspect")
    .description("Check an artefact and say what it holds.")
    .argument("<artefact>", "folder of the artefact")
    .option("--json", "print the manifest, and the type of every column of the items, as one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge inspect .nearedge/artefact")
    .action(async (folder: string, { json }: { readonly json?: boolean }) => {
      const artefact = await readArtefact(folder);
      await recommenderOf(artefact);
      if (showsUsers(artefact)) say(`warning: ${SHOWN_USERS}`);
      const { manifest, weights } = artefact;
      if (json) {
        process.stdout.write(`${JSON.stringify({ ...manifest, itemColumns: itemColumns(artefact.items) })}\n`);
        return;
      }
      const { model, data, head, files, privateFiles = [] } = manifest;
      const options = Object.entries(model.options).map(([name, value]) => `${name}=${value}`);
      const lines = [
        `${manifest.name}, version ${manifest.version} (format ${manifest.formatVersion})`,
        `model    ${model.kind}, ${model.precision}, ${weights ? `${weights.indices.length} weights between items` : `${model.factorCount} factors`}`,
        `options  ${options.join(" ") || "none"}`,
        `head     ${head ? `${head.kind}, hidden ${head.hidden.join(", ") || "none"}, ${head.candidateCount} candidates` : "none"}`,
        `data     ${data.name}${data.note ? ` (${data.note})` : ""}: ${data.users} users, ${data.items} items, ${data.interactions} interactions (${data.feedback})`,
        `         fingerprint ${data.fingerprint}, seed ${manifest.seed}`,
        ...itemColumns(artefact.items).map(
          (column) => `column   ${column.name}: ${itemColumnText(column, artefact.items.itemIds.size)}`,
        ),
        ...files.map(({ name, byteLength }) => `file     ${name}, ${byteLength} bytes`),
        ...privateFiles.map(({ name, byteLength }) => `private  ${name}, ${byteLength} bytes`),
        ...evaluationLines(manifest.evaluations),
      ];
      process.stdout.write(`${lines.join("\n")}\n`);
    });
}
