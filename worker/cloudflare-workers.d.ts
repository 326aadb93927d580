/** The part of the platform's own module that the entry uses. */
declare module "cloudflare:workers" {
  export const env: {
    readonly ASSETS: { fetch(request: string | Request): Promise<Response> };
    /** Origins that may read the answers in a browser: `*` (default), or a list separated by commas. */
    readonly CORS_ORIGINS?: string;
    /** A secret that cursors of pages are signed with. */
    readonly CURSOR_KEY?: string;
    /** Scenarios and an experiment, as JSON (configuration.ts). */
    readonly SCENARIOS?: unknown;
    /** `true` where the service may name users who are similar to one. */
    readonly SIMILAR_USERS?: string;
    /** Set by `nearedge serve` only: the values of Host that it answers, and the `run_worker_first` of the deployment. */
    readonly LOCAL_HOSTS?: readonly string[];
    readonly WORKER_FIRST?: readonly string[];
  };
  /** Keeps the platform from stopping work when the request that began it ends. */
  export function waitUntil(work: Promise<unknown>): void;
}
