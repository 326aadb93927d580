/** NearEdge in a Worker of your own: the HTTP service and the loader of its model. */
export { type AppDependencies, createApp } from "../worker/app.ts";
export { type AllowedOrigins, parseOrigins } from "../worker/cors.ts";
export { type Assets, loadRecommender } from "../worker/load-recommender.ts";
export { shared } from "../worker/shared.ts";
