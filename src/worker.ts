/** NearEdge in a Worker of your own: the HTTP service and the loader of its model. */
export { type App, type AppPorts, createApp } from "../worker/app.ts";
export { type Configuration, readConfiguration } from "../worker/configuration.ts";
export { type AllowedOrigins, parseOrigins } from "../worker/cors.ts";
export { type Cursors, createCursors, type Place } from "../worker/cursor.ts";
export { type Assets, loadRecommender } from "../worker/load-recommender.ts";
export type { Events, ServiceEvent } from "../worker/ports/events.ts";
export type { Assignment, Experiments } from "../worker/ports/experiments.ts";
export type { Histories, HistoryEvent } from "../worker/ports/histories.ts";
export { type Recommenders, recommendersByName } from "../worker/ports/recommenders.ts";
export type { Scenario, Scenarios } from "../worker/ports/scenarios.ts";
export { shared } from "../worker/shared.ts";
