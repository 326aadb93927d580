// Lists straight from the artefact in a folder: no server, no network.
//
//   node lists.js ARTEFACT [ITEM …]
import { loadRecommender } from "nearedge/node";

const [folder, ...history] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node lists.js ARTEFACT [ITEM …]");
  process.exit(2);
}

const recommender = await loadRecommender(folder);

/** A heading, then one line for each item. */
function print(heading, items) {
  console.log(heading);
  for (const { itemId, title } of items) console.log(`  ${itemId}  ${title ?? ""}`);
}

print("popular", recommender.popular({ k: 3 }).items);
for (const itemId of history) print(`like ${itemId}`, recommender.similar({ itemId, k: 3 }).items);

const { items, fallback } = recommender.recommend({ history, k: 5, diversity: 0.2 });
print(fallback === undefined ? `for ${history.join(", ")}` : `for everybody (${fallback})`, items);
