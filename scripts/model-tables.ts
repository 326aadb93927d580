/**
 * Writes the tables of options and memory on the pages of docs/models from the definitions of the models.
 *
 *   node scripts/model-tables.ts
 *
 * A page says between two markers which models its table has: `<!-- models: slim ease -->` … `<!-- models:end -->`. A test
 * compares the pages with the definitions, and every model must stand in one table.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { OptionSpec, OptionValue } from "../src/models/option-specs.ts";
import { SERVED } from "../src/models/served.ts";
import type { DataShape } from "../src/models/train-model.ts";
import { TRAINABLE } from "../src/models/trainable.ts";

const PAGES = fileURLToPath(new URL("../docs/models/", import.meta.url));

/** The data that memory is stated for. */
const SHAPE: DataShape = { users: 100_000, items: 20_000, interactions: 10_000_000, explicit: true };

const BLOCK = /<!-- models: ([^>]*) -->\n.*?<!-- models:end -->/gs;

/** The pages with tables, by file name. */
export function readPages(): ReadonlyMap<string, string> {
  const names = readdirSync(PAGES).filter((name) => name.endsWith(".md"));
  return new Map(names.map((name) => [name, readFileSync(PAGES + name, "utf8")]));
}

/** Names of the models in the tables of a page. */
export function modelsOn(page: string): string[] {
  return [...page.matchAll(BLOCK)].flatMap(([, names = ""]) => names.split(" "));
}

/** The page with its tables as the definitions have them. */
export function withTables(page: string): string {
  return page.replace(BLOCK, (_, names: string) => {
    const rows = names.split(" ").map(rowOf);
    const head = ["| model | learns from | options: default; what they take | memory |", "|---|---|---|---:|"];
    return [`<!-- models: ${names} -->`, ...head, ...rows, "<!-- models:end -->"].join("\n");
  });
}

function rowOf(name: string): string {
  const trainer = TRAINABLE.find(({ model }) => model.name === name);
  const model = SERVED.find((served) => served.name === name);
  if (!model || !(trainer || model.isImported))
    throw new Error(`${name}: expected a model of served.ts and trainable.ts`);
  const defaults = model.readOptions({});
  const options = Object.entries(model.options).map(([option, spec]) => describe(option, spec, defaults[option]));
  const needed = trainer?.memory?.(model.readOptions({}), SHAPE, 1);
  const ofTraining = needed ? mebibytes(needed.kernelBytes + (needed.heapBytes ?? 0)) : "as the data";
  const [source, memory] = model.isImported ? ["made elsewhere", "no training"] : [model.learnsFrom, ofTraining];
  return `| \`${name}\` | ${source} | ${options.length === 0 ? "none" : options.join("<br>")} | ${memory} |`;
}

/** `usual` is the default beside those of the other options, on which it may depend. */
function describe(option: string, { accepts, aliases = [] }: OptionSpec, usual: OptionValue | undefined): string {
  const earlier = aliases.length === 0 ? "" : `; earlier ${aliases.map((alias) => `\`${alias}\``).join(", ")}`;
  return `\`${option}\`: ${String(usual)}; ${accepts}${earlier}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20).toLocaleString("en")} MiB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, page] of readPages()) {
    const written = withTables(page);
    if (written !== page) writeFileSync(PAGES + name, written);
    process.stdout.write(`${name}: ${modelsOn(page).join(" ")}${written === page ? "" : " (written)"}\n`);
  }
}
