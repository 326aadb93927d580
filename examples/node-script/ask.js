// The same over HTTP, from a service that runs somewhere.
//
//   node ask.js http://127.0.0.1:8787 [ITEM …]
import { createClient, ProblemError } from "nearedge/client";

const [url, ...history] = process.argv.slice(2);
if (url === undefined) {
  console.error("usage: node ask.js URL [ITEM …]");
  process.exit(2);
}

const client = createClient(url, { timeoutMs: 5000 });

try {
  const { items, fallback } = await client.recommend({ history, k: 5, diversity: 0.2 });
  console.log(fallback === undefined ? `for ${history.join(", ")}` : `for everybody (${fallback.reason})`);
  for (const { itemId, title } of items) console.log(`  ${itemId}  ${title ?? ""}`);
} catch (error) {
  // A problem says what is wrong with the request; anything else, why there is no answer.
  console.error(error instanceof ProblemError ? `${error.status} ${error.code}: ${error.detail}` : error.message);
  process.exit(1);
}
