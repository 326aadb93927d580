import { Hono } from "hono";
import { publicArtefactFiles } from "./artefact-files.ts";
import { type AllowedOrigins, corsHeaders, preflightHeaders } from "./cors.ts";
import type { Assets } from "./load-recommender.ts";
import { nearPath } from "./near-path.ts";
import { type GivenPorts, withDefaults } from "./ports.ts";
import { Problem, problemOf, problemResponse } from "./problems.ts";
import { readQuery } from "./query.ts";
import { ROUTES } from "./routes.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { validate } from "./validate.ts";

/** What the app is given: its ports, and who may read the answers in a browser. */
export interface AppPorts extends GivenPorts {
  readonly origins: AllowedOrigins;
  /**
   * The static files, of which the app hands out the public ones of the artefact: for a Worker that every path under `/artefact/`
   * reaches first (`run_worker_first`). Without them, or without that rule, the platform hands out all of them.
   */
  readonly assets?: Assets | undefined;
}

/** The HTTP service: answers every request, with a problem document where something is wrong. */
export interface App {
  fetch(request: Request): Response | Promise<Response>;
  /** The same by a path, for tests: `request("/health/live")`. */
  request(path: string | Request, init?: RequestInit): Response | Promise<Response>;
  /** What it answers. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/**
 * The HTTP service as a function from request to answer: no binding, no global, so that it runs in a test as well as
 * in a Worker. Every failure is answered with a problem document.
 */
export function createApp({ origins, assets, ...given }: AppPorts): App {
  const ports = withDefaults(given);
  const app = new Hono();
  if (assets) app.on(["GET", "HEAD"], "/artefact/*", publicArtefactFiles(assets));
  app.use(async (context, next) => {
    await next();
    // Set on the answer itself: through the context each header would copy it. Routes make their answers, so that all can be changed.
    const { headers } = context.res;
    const own = corsHeaders(origins, context.req.header("Origin"));
    for (const [name, value] of Object.entries(own)) headers.set(name, value);
    addSecurityHeaders(headers);
  });
  for (const route of ROUTES) {
    app.on(route.method, honoPath(route.path), (context) => {
      // What a route does not document it refuses, also where it reads no query.
      const none = route.body === undefined ? "none" : "none in the query: this route takes its fields in the body";
      validate(route.query, readQuery(context.req.url, route.query), none);
      if (route.body === undefined) refuseBody(context.req.raw);
      return route.handle(context, ports);
    });
  }
  for (const [path, allow] of allowedMethods()) {
    app.options(honoPath(path), (context) => context.body(null, 204, preflightHeaders(allow)));
    app.all(honoPath(path), (context) => {
      const detail = `${context.req.method} ${context.req.path}: expected one of ${allow}`;
      throw new Problem("method-not-allowed", detail, { headers: { Allow: allow } });
    });
  }
  app.notFound((context) => {
    const { path } = context.req;
    const meant = nearPath(path);
    const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
    return problemResponse(new Problem("unknown-path", `${path}: no such path${hint}; see /docs for all paths`));
  });
  app.onError((error) => {
    const problem = problemOf(error);
    if (problem.kind === "internal-error") ports.log("internal-error", error);
    return problemResponse(problem);
  });
  return app;
}

/** A body that nobody reads would have no effect, in silence. */
function refuseBody({ headers }: Request): void {
  if (Number(headers.get("Content-Length")) > 0) {
    throw new Problem("invalid-request", "body: expected none with GET; its fields go into the query, as in ?k=5");
  }
}

/** `/v1/items/{itemId}/similar` becomes `/v1/items/:itemId/similar`. */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** Methods by path, as the header Allow lists them. HEAD comes with GET. */
function allowedMethods(): Map<string, string> {
  const methods = new Map<string, string>();
  for (const { method, path } of ROUTES) {
    const own = method === "GET" ? "GET, HEAD" : method;
    const others = methods.get(path);
    methods.set(path, others === undefined ? `${own}, OPTIONS` : `${own}, ${others}`);
  }
  return methods;
}
