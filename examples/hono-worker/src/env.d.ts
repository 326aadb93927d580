/** The bindings of wrangler.toml, as far as the Worker uses them; `wrangler types` writes all of them. */
declare module "cloudflare:workers" {
  export const env: {
    readonly ASSETS: { fetch(request: string | Request): Promise<Response> };
    readonly BASKETS: {
      get<Value>(key: string, type: "json"): Promise<Value | null>;
      put(key: string, value: string): Promise<void>;
    };
  };
  export function waitUntil(work: Promise<unknown>): void;
}
