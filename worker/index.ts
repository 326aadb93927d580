import { env, waitUntil } from "cloudflare:workers";
import { createApp } from "./app.ts";
import { parseOrigins } from "./cors.ts";
import { loadRecommender } from "./load-recommender.ts";
import { log } from "./log.ts";
import { shared } from "./shared.ts";

/** The Worker: one app an isolate, and one model, loaded by the first request that needs it. */
export default createApp({
  assets: env.ASSETS,
  recommender: shared(() => {
    const loading = loadRecommender(env.ASSETS).then((recommender) => {
      log("model-loaded", recommender.manifest.version);
      return recommender;
    });
    // Others wait for this promise too: it must outlive the request that began it, should its caller hang up.
    waitUntil(loading.catch(() => undefined));
    return loading;
  }),
  log,
  origins: parseOrigins(env.CORS_ORIGINS),
});
