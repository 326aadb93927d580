/**
 * Lists the items of a catalogue whose texts are most like that of one of them:
 *
 *   node scripts/similar-texts.ts movies.csv "The Dark Knight Rises" columns=overview
 *
 * The item is named by its id or its title; options of tf-idf follow. `--json` prints one object.
 */
import { parseAssignments } from "../src/cli/arguments.ts";
import { openItemTable } from "../src/data/open-item-table.ts";
import { createTfIdfModel, tfIdfOptions } from "../src/models/tf-idf.ts";

const given = process.argv.slice(2);
const asJson = given.includes("--json");
const [path, wanted, ...assignments] = given.filter((argument) => argument !== "--json");
if (path === undefined || wanted === undefined) {
  process.stderr.write("usage: node scripts/similar-texts.ts CATALOGUE ITEM [option=value]... [--json]\n");
  process.exit(2);
}
const options = tfIdfOptions(parseAssignments("option", assignments));
const items = await openItemTable(path);
const item = items.itemIds.indexOf(wanted) ?? items.titles.indexOf(wanted);
if (item < 0) {
  process.stderr.write(`${path}: expected an item with the id or title ${JSON.stringify(wanted)}, got none\n`);
  process.exit(1);
}
const startedMs = performance.now();
const popularity = new Float32Array(items.itemIds.size);
const model = createTfIdfModel(items, options, { popularity, explicit: false });
const madeMs = performance.now() - startedMs;
const similar = model.similarItems(item, 10).map(({ item: other, similarity }) => {
  return { title: items.titles[other] || items.itemIds.idOf(other), similarity };
});
if (asJson) process.stdout.write(`${JSON.stringify({ similar })}\n`);
else for (const { title, similarity } of similar) process.stdout.write(`${similarity.toFixed(4)}  ${title}\n`);
process.stderr.write(`${items.itemIds.size} items, ${model.terms.length} terms, made in ${madeMs.toFixed(0)} ms\n`);
