import { checkInteger, show } from "../check.ts";

/** What one call may say for itself. */
export interface CallOptions {
  /** Ends the call, which then rejects with the reason of the signal. Nothing is sent after that. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call: all attempts, the time between them, and reading the answer. */
  readonly timeoutMs?: number | undefined;
  /** How often a request is sent again. */
  readonly retries?: number | undefined;
  /** Headers beside those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What all calls of a client have in common. */
export interface ClientOptions {
  /** Milliseconds for a whole call; 10,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** How often a request that changes nothing is sent again; 2 by default. */
  readonly retries?: number | undefined;
  /** Headers of every request, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What sends a request; the platform's `fetch` by default. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** A number from 0 to below 1, for the time between attempts; `Math.random` by default. */
  readonly random?: (() => number) | undefined;
}

/** The options with their defaults. */
export type Settings = { readonly [Name in keyof ClientOptions]-?: NonNullable<ClientOptions[Name]> };

/** A timer of a longer time would end at once. */
const MAXIMUM_TIMEOUT_MS = 2 ** 31 - 1;

/** Fills in the defaults, and those of the client for a call. Throws TypeError and RangeError. */
export function settingsOf(options: ClientOptions, defaults: Settings = DEFAULTS): Settings {
  const { timeoutMs = defaults.timeoutMs, retries = defaults.retries, fetch = defaults.fetch } = options;
  if (typeof fetch !== "function") throw new TypeError(`fetch: expected a function, got ${show(fetch)}`);
  return {
    timeoutMs: checkInteger("timeoutMs", timeoutMs, 1, MAXIMUM_TIMEOUT_MS),
    retries: checkInteger("retries", retries, 0, 100),
    headers: { ...defaults.headers, ...options.headers },
    random: options.random ?? defaults.random,
    fetch,
  };
}

const DEFAULTS: Settings = {
  timeoutMs: 10_000,
  retries: 2,
  headers: {},
  random: Math.random,
  // Looked up at each call, and called without a receiver, which Workers refuse.
  fetch: (url, init) => fetch(url, init),
};
