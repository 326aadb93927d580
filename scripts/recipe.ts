/**
 * Runs worked recipes: published pipelines done again with our command line, beside the figures that they printed.
 *
 *   npm run recipe                              lists them
 *   npm run recipe -- NAME [--data FOLDER] [--original FOLDER] [--markdown | --json]
 *
 * docs/recipes has a page for each.
 */
import { Command } from "commander";
import { reportFailure } from "../src/cli/failure.ts";
import { interruptible } from "../src/cli/interrupt.ts";
import { OptionsError } from "../src/errors.ts";
import { layOutMarkdown } from "./recipes/markdown.ts";
import { dataFolder } from "./recipes/places.ts";
import { ALL, findRecipes, RECIPES } from "./recipes/registry.ts";
import { commandRunner } from "./recipes/run-command.ts";
import { type RecipeResult, runRecipe } from "./recipes/run-recipe.ts";
import { layOutForTerminal } from "./recipes/terminal.ts";

interface RecipeArguments {
  readonly data?: string;
  readonly original?: string;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const command = new Command("npm run recipe --")
  .description("Do published pipelines again, with our commands and under right protocols. Without a name, list them.")
  .argument("[name]", `${RECIPES.map(({ name }) => name).join(", ")}, or ${ALL}`)
  .option("--data <folder>", "folder with ml-100k and ml-latest-small (NEAREDGE_DATA, else ../shared/data)")
  .option("--original <folder>", "folder with the document's own files, to use in place of MovieLens")
  .option("--markdown", "print the tables of docs/recipes, in place of what suits a terminal")
  .option("--json", "print one JSON object")
  .exitOverride()
  .action((name: string | undefined, given: RecipeArguments) => {
    if (name === undefined) return list();
    return interruptible((signal) => run(name, given, signal));
  });

function list(): void {
  for (const { name, title } of RECIPES) process.stdout.write(`${name.padEnd(22)}${title}\n`);
}

async function run(name: string, given: RecipeArguments, signal: AbortSignal): Promise<void> {
  const recipes = findRecipes(name);
  if (given.original !== undefined && recipes.length > 1) {
    throw new OptionsError(
      "several-originals",
      "--original: expected one recipe, since each has files of its own, got all",
    );
  }
  const results: RecipeResult[] = [];
  for (const recipe of recipes) {
    const options = { data: dataFolder(given.data), original: given.original, run: commandRunner(signal) };
    const result = await runRecipe(recipe, options);
    results.push(result);
    if (given.json) continue;
    const text = given.markdown ? layOutMarkdown(result) : layOutForTerminal(result, process.stdout.columns);
    process.stdout.write(`${results.length > 1 ? "\n" : ""}${text}`);
  }
  if (given.json) process.stdout.write(`${JSON.stringify(name === ALL ? { recipes: results } : results[0])}\n`);
}

try {
  await command.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
