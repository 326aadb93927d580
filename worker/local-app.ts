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

/**
 * Rules like `/v1/*`, and `!/v1/files/*` for exceptions from them. A path counts as it is sent and as it is decoded, since
 * files are looked for under the decoded one.
 */
function pathMatcher(rules: readonly string[]): (path: string) => boolean {
  const exceptions = rules.filter((rule) => rule.startsWith("!")).map((rule) => expressionOf(rule.slice(1)));
  const expressions = rules.filter((rule) => !rule.startsWith("!")).map(expressionOf);
  const matches = (path: string): boolean =>
    expressions.some((one) => one.test(path)) && !exceptions.some((one) => one.test(path));
  return (path) => matches(path) || matches(decoded(path));
}

function expressionOf(rule: string): RegExp {
  const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${rule.split("*").map(literal).join(".*")}$`, "s");
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
