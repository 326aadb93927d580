/**
 * Lists the items of a catalogue whose texts are most like that of one of them:
 *
 *   node scripts/similar-texts.ts movies.csv "The Dark Knight Rises" columns=overview
 *
 * The item is named by its id or its title; options of tf-idf follow. `--json` prints one object.
 */
import "../src/platform.node.ts";
import { parseAssignments } from "../src/cli/arguments.ts";
import { typedOptions } from "../src/cli/typed-options.ts";
import { interactionsFrom, toCsr } from "../src/data/interactions.ts";
import { openItemTable } from "../src/data/open-item-table.ts";
import { TERMS } from "../src/models/content/term-scores.ts";
import { tfIdf } from "../src/models/content/tf-idf.ts";
import { trainTfIdf } from "../src/models/content/train-tf-idf.ts";
import { fitModel } from "../src/models/train-restored.ts";

const given = process.argv.slice(2);
const asJson = given.includes("--json");
const [path, wanted, ...assignments] = given.filter((argument) => argument !== "--json");
if (path === undefined || wanted === undefined) {
  process.stderr.write("usage: node scripts/similar-texts.ts CATALOGUE ITEM [option=value]... [--json]\n");
  process.exit(2);
}
const options = tfIdf.readOptions(typedOptions(tfIdf, parseAssignments("option", assignments)));
const items = await openItemTable(path);
const item = items.itemIds.indexOf(wanted) ?? items.titles.indexOf(wanted);
if (item < 0) {
  process.stderr.write(`${path}: expected an item with the id or title ${JSON.stringify(wanted)}, got none\n`);
  process.exit(1);
}
const startedMs = performance.now();
// Texts alone: the items have no interactions.
const interactions = { ...interactionsFrom([], "implicit"), itemIds: items.itemIds };
const data = { interactions, matrix: toCsr(interactions), items };
const { retrieval, fitted } = await fitModel(trainTfIdf, data, options, { seed: 0, threads: 1 });
const madeMs = performance.now() - startedMs;
const alike = retrieval?.similar?.(item, 10, { filter: undefined, exclude: Uint32Array.of(item) }).ranking;
const similar = Array.from(alike?.items ?? [], (other, place) => {
  return { title: items.titles[other] || items.itemIds.idOf(other), similarity: alike?.scores[place] ?? 0 };
});
if (asJson) process.stdout.write(`${JSON.stringify({ similar })}\n`);
else for (const { title, similarity } of similar) process.stdout.write(`${similarity.toFixed(4)}  ${title}\n`);
process.stderr.write(
  `${items.itemIds.size} items, ${(fitted.state.get(`${TERMS}.offsets`)?.values.length ?? 1) - 1} terms, made in ${madeMs.toFixed(0)} ms\n`,
);
