import { pathMatcher } from "./path-rules.ts";
import { Problem, problemResponse } from "./problems.ts";
import { addSecurityHeaders } from "./security-headers.ts";

/** What the worker of `nearedge serve` is made of. */
export interface LocalParts {
  /** The app that is deployed. */
  readonly app: { fetch(request: Request): Response | Promise<Response> };
  /** The static files. */
  readonly assets: { fetch(request: Request): Promise<Response> };
  /** Values of Host that are answered, with their port. */
  readonly hosts: readonly string[];
  /** `run_worker_first` of the deployment: paths that go to the app without a look at the files. */
  readonly workerFirst: readonly string[];
}

/**
 * The service as it runs on one's own machine. A page from elsewhere may let its own name point to 127.0.0.1 and would then
 * be of the same origin (DNS rebinding), so nothing is answered under a strange Host, files included. Beyond that it
 * hands requests on as the platform does: first the app, where the deployment says so, else the files, then the app.
 */
export function createLocalApp({ app, assets, hosts, workerFirst }: LocalParts) {
  const toAppFirst = pathMatcher(workerFirst);
  return {
    async fetch(request: Request): Promise<Response> {
      const host = request.headers.get("Host");
      if (host === null || !hosts.includes(host.toLowerCase())) return wrongHost(host, hosts);
      const isRead = request.method === "GET" || request.method === "HEAD";
      if (isRead && !toAppFirst(new URL(request.url).pathname)) {
        const file = await assets.fetch(request);
        if (file.status !== 404) return file;
      }
      return app.fetch(request);
    },
  };
}

function wrongHost(host: string | null, hosts: readonly string[]): Response {
  const detail = `Host: expected ${hosts.join(", ")}; got ${host ?? "none"}; ask for http://${hosts[0]}/`;
  const response = problemResponse(new Problem("wrong-host", detail));
  addSecurityHeaders(response.headers);
  return response;
}
