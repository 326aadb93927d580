import { env } from "cloudflare:workers";
import app from "./index.ts";
import { createLocalApp } from "./local-app.ts";

/** The entry of `nearedge serve`, which sets the two variables; what is deployed begins at index.ts. */
export default createLocalApp({
  app,
  assets: env.ASSETS,
  hosts: env.LOCAL_HOSTS ?? [],
  workerFirst: env.WORKER_FIRST ?? [],
});
