/**
 * `npm start [-- INTERACTIONS [--items FILE] [--port N] [--public FOLDER] [options of nearedge train]]`: trains on the built-in catalogue, or
 * on the data given, and serves it with the page.
 */
import "../src/platform.node.ts";
import { Command } from "commander";
import { endWithNpm } from "../bin/end-with-npm.js";
import { readArtefact } from "../src/artefact/folder.ts";
import { integer } from "../src/cli/arguments.ts";
import { reportFailure } from "../src/cli/failure.ts";
import { addModelNames } from "../src/cli/model-help.ts";
import { openPublicFolder } from "../src/cli/open-public-folder.ts";
import { addTrainOptions, type TrainArguments } from "../src/cli/options/train.ts";
import { runServe } from "../src/cli/serve.ts";
import { runTrain } from "../src/cli/train.ts";
import { welcome } from "./welcome.ts";

const command = addTrainOptions(new Command("npm start --"))
  .description("Train on the built-in catalogue, or on the interactions given, and serve the result with a page.")
  .argument("[interactions]", "file of interactions", "builtin:catalogue")
  .option("--out <folder>", "folder of the artefact", ".nearedge/artefact")
  .option("--port <n>", "port on 127.0.0.1", integer(1, 65_535), 8787)
  .option("--public <folder>", "folder of files of your own, such as pictures of items, to be served from /")
  .exitOverride()
  .action(async (path: string, given: TrainArguments & { readonly port: number; readonly public?: string }) => {
    // Training takes longer than a look at the folder.
    const data = [path, given.items ?? [], given.userTable ?? []].flat().filter((one) => !one.startsWith("builtin:"));
    await openPublicFolder(given.public, { page: true, apart: [given.out, ...data] });
    await runTrain(path, given);
    const itemId = await popularItem(given.out);
    const isBuiltIn = path.startsWith("builtin:");
    await runServe(given.out, given.port, {
      publicFolder: given.public,
      words: (manifest, port) =>
        welcome(manifest, { port, artefact: given.out, publicFolder: given.public, itemId, isBuiltIn }),
    });
  });

/** The id of an item that many like: what is shown as an example should have something to recommend. */
async function popularItem(folder: string): Promise<string> {
  const { items, popularity } = await readArtefact(folder);
  return items.itemIds.idOf(popularity.indexOf(popularity.reduce((most, one) => Math.max(most, one), 0)));
}

endWithNpm();
try {
  if (process.argv.includes("--help") || process.argv.includes("-h")) await addModelNames(command);
  await command.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
