import { Hono } from "hono";
import { createApp, loadRecommender, parseOrigins, recommendersByName, shared } from "nearedge/worker";

const app = new Hono();
let nearedge;

app.get("/", (context) => context.text("A shop."));

// The routes of NearEdge beside those of the shop; the model is loaded once, by the first request.
app.all("/v1/*", (context) => {
  nearedge ??= createApp({
    recommenders: recommendersByName(shared(() => loadRecommender(context.env.ASSETS))),
    origins: parseOrigins(undefined),
  });
  return nearedge.fetch(context.req.raw);
});

export default app;
