import { env, waitUntil } from "cloudflare:workers";
import { createApp } from "./app.ts";
import { readConfiguration } from "./configuration.ts";
import { parseOrigins } from "./cors.ts";
import { createCursors } from "./cursor.ts";
import { loadRecommender } from "./load-recommender.ts";
import { log } from "./log.ts";
import { recommendersByName } from "./ports/recommenders.ts";
import { shared } from "./shared.ts";

/** Loads the model once an isolate, at the first request that needs it. */
const load = shared(() => {
  const loading = loadRecommender(env.ASSETS).then((recommender) => {
    log("model-loaded", recommender.manifest.version);
    return recommender;
  });
  // Others wait for this promise too: it must outlive the request that began it, should its caller hang up.
  waitUntil(loading.catch(() => undefined));
  return loading;
});

/** The Worker: one app an isolate. */
export default createApp({
  assets: env.ASSETS,
  recommenders: recommendersByName(load),
  ...readConfiguration(env.SCENARIOS ?? {}, "SCENARIOS"),
  cursors: createCursors(env.CURSOR_KEY),
  showsSimilarUsers: env.SIMILAR_USERS === "true",
  log,
  origins: parseOrigins(env.CORS_ORIGINS),
});
