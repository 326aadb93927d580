import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PRESETS } from "../../src/cli/presets.ts";
import { type Answer, allWarnings, asProfile } from "./answers.ts";
import { FURTHER, findOriginal, furtherData, openStandIn } from "./places.ts";
import { EXPLORE } from "./readings.ts";
import type { Figure, Reading, Recipe, Values } from "./recipe.ts";
import { fillIn, type RunCommand } from "./run-command.ts";

/** What a recipe came to; plain data, as `--json` prints it. */
export interface RecipeResult {
  readonly recipe: string;
  readonly title: string;
  /** What our figures are of. */
  readonly data: string;
  readonly steps: readonly StepResult[];
  readonly missing: readonly { readonly row: string; readonly model: string }[];
  /** Its networks, what was wrong with each, and what is done here. */
  readonly networks: readonly { readonly row: string; readonly there: string; readonly here: string }[];
  /** One for each code and protocol. */
  readonly warnings: readonly RecipeWarning[];
  readonly wentWrong: string;
}

/** What a command warned of, under which protocol. */
export interface RecipeWarning {
  readonly code: string;
  readonly protocol: string;
  readonly message: string;
}

export interface StepResult {
  readonly row: string;
  readonly what: string;
  readonly published: string | null;
  readonly same: Figure | null;
  readonly right: Figure | null;
}

export interface RunOptions {
  /** Folder of data sets; further data are looked for there even beside the document's own files. */
  readonly data: string;
  /** Folder of the document's own files; they are used in place of data sets. */
  readonly original?: string | undefined;
  readonly run: RunCommand;
}

/**
 * Makes the input of a recipe in a temporary folder, runs its commands one after the other, and reads their figures.
 * The folder is removed whatever happens. Throws DataError `no-data`, `command-failed` or `missing-figure`.
 */
export async function runRecipe(recipe: Recipe, { data, original, run }: RunOptions): Promise<RecipeResult> {
  const write = await source(recipe, data, original);
  const folder = await mkdtemp(join(tmpdir(), "nearedge-recipe-"));
  try {
    const { described } = (original === undefined ? undefined : recipe.original) ?? recipe.standIn;
    const further = furtherData(data);
    const values = { report: join(folder, "report.html"), ...further, ...(await write(folder, further)) };
    return await runSteps(recipe, described, values, run);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes sure that there are data, before anything is written, and gives back what writes the input. */
async function source(
  recipe: Recipe,
  data: string,
  original: string | undefined,
): Promise<(folder: string, further: Values) => Promise<Values>> {
  if (original !== undefined) {
    const found = findOriginal(recipe, original);
    return (folder, further) => found.original.prepare(found.paths, folder, further);
  }
  const dataset = await openStandIn(recipe.standIn.data, data);
  return (folder, further) => recipe.standIn.write(dataset, folder, further);
}

async function runSteps(recipe: Recipe, data: string, given: Values, run: RunCommand): Promise<RecipeResult> {
  // The mean rating is a threshold in one document: read from the data, it is a value like those of files.
  const profile = asProfile(await run(fillIn(EXPLORE, given)));
  const values: Values = { ...given, mean: String(profile.values.mean) };
  const steps: StepResult[] = [];
  const warnings: RecipeWarning[] = [];
  // Several figures come from one answer.
  const heard = new Set<Answer>();
  const missing: { row: string; model: string }[] = [];
  const take = async (row: string, reading: Reading | null): Promise<Figure | null> => {
    if (reading === null) return null;
    if (reading.needs !== undefined && values[reading.needs] === undefined) {
      missing.push({ row, model: FURTHER[reading.needs].home });
      return null;
    }
    const answer = await run(fillIn(reading.command, values));
    const figure = reading.read(answer);
    if (!heard.has(answer)) {
      warnings.push(...allWarnings(answer).map((warning) => ({ ...warning, protocol: figure.protocol })));
    }
    heard.add(answer);
    return figure;
  };
  for (const { row, steps: ownSteps, missing: models } of recipe.rows) {
    missing.push(...models.map((model) => ({ row, model })));
    for (const { what, published, same, right } of ownSteps) {
      steps.push({ row, what, published, same: await take(row, same), right: await take(row, right) });
    }
  }
  const { name, title, wentWrong } = recipe;
  const networks = PRESETS.filter((preset) => recipe.rows.some(({ row }) => row === preset.name)).map((preset) => {
    return { row: preset.name, there: preset.wrong, here: preset.ours };
  });
  return { recipe: name, title, data, steps, missing, networks, warnings: gather(warnings), wentWrong };
}

/** The first warning of each code under each protocol, with a note of how many others there are. */
function gather(warnings: readonly RecipeWarning[]): RecipeWarning[] {
  const groups = Map.groupBy(warnings, ({ code, protocol }) => `${code} ${protocol}`);
  return [...groups.values()].flatMap((group) => {
    const messages = new Set(group.map(({ message }) => message));
    const others = messages.size > 1 ? ` (the first of ${messages.size} such warnings)` : "";
    return group.slice(0, 1).map((warning) => ({ ...warning, message: `${warning.message}${others}` }));
  });
}
