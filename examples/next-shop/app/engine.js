import { join } from "node:path";
import { loadRecommender } from "nearedge/node";

let loading;

/** The engine on the server, loaded by the first request. */
export function engine() {
  loading ??= loadRecommender(join(process.cwd(), "public/artefact")).catch((error) => {
    // The next request tries again.
    loading = undefined;
    throw error;
  });
  return loading;
}
