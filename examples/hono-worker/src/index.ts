import { env, waitUntil } from "cloudflare:workers";
import { Hono } from "hono";
import { createApp, loadRecommender, recommendersByName, shared } from "nearedge/worker";

/** The engine: loaded once an isolate, from the static files, with the first request that needs it. */
const recommender = shared(() => {
  const loading = loadRecommender(env.ASSETS);
  // Other requests wait for it, too: it must go on when the caller of this one hangs up.
  waitUntil(loading.catch(() => undefined));
  return loading;
});

/** NearEdge's own routes: /v1/…, /health/…, /docs, /openapi.json, and the public files under /artefact/. */
const recommendations = createApp({
  recommenders: recommendersByName(recommender),
  assets: env.ASSETS,
  origins: ["https://shop.example"],
  log: (event, error) => console.error(event, error),
});

const shop = new Hono();

/** A route of the shop: what is in a basket, kept in KV. */
shop.put("/baskets/:basket/:product", async (context) => {
  const { basket, product } = context.req.param();
  const products = [...(await productsIn(basket)), product];
  await env.BASKETS.put(basket, JSON.stringify(products));
  return context.json({ products });
});

/** Another one, which asks the engine itself: no request leaves the Worker. */
shop.get("/baskets/:basket/suggestions", async (context) => {
  const history = await productsIn(context.req.param("basket"));
  const { items } = (await recommender()).recommend({ history, k: 4, fields: ["price"] });
  return context.json({ items });
});

/** Everything else is NearEdge's, which answers what it does not know with a problem document (404). */
shop.all("*", (context) => recommendations.fetch(context.req.raw));

async function productsIn(basket: string): Promise<string[]> {
  return (await env.BASKETS.get<string[]>(basket, "json")) ?? [];
}

export default shop;
