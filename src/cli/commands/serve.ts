import { Command } from "commander";
import { integer } from "../arguments.ts";

const DEFAULT_PORT = 8787;

interface ServeArguments {
  readonly port: number;
  readonly scenarios?: string;
  readonly public?: string;
}

/** `nearedge serve`: the worker and the page in the real runtime, on this machine. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("Serve an artefact with the edge worker and the page, in the real runtime (wrangler dev).")
    .argument("<artefact>", "folder of the artefact")
    .option("--port <n>", "port on 127.0.0.1", integer(1, 65_535), DEFAULT_PORT)
    .option("--scenarios <file>", "JSON file of scenarios, named defaults of lists, and of an experiment")
    .option("--public <folder>", "folder of files of your own, such as pictures of items, to be served from /")
    .addHelpText("after", "\nExample:\n  nearedge serve .nearedge/artefact --port 8787 --public shop-files")
    .action(async (folder: string, { port, scenarios, public: publicFolder }: ServeArguments) => {
      return (await import("../serve.ts")).runServe(folder, port, { scenariosFile: scenarios, publicFolder });
    });
}
