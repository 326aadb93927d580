import { checkInteger, checkOneOf, show } from "../check.ts";

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

/** What a call is made with. */
export interface Settings {
  readonly timeoutMs: number;
  readonly retries: number;
  /** Of its own: a call may add to them. */
  readonly headers: Headers;
  readonly fetch: NonNullable<ClientOptions["fetch"]>;
  readonly random: NonNullable<ClientOptions["random"]>;
}

/** A timer of a longer time would end at once. */
const MAXIMUM_TIMEOUT_MS = 2 ** 31 - 1;

const OF_ALL = ["timeoutMs", "retries", "headers"];

/** The settings of a client. Throws TypeError and RangeError. */
export function settingsOf(options: ClientOptions): Settings {
  return withOptions(options, [...OF_ALL, "fetch", "random"], {
    timeoutMs: 10_000,
    retries: 2,
    headers: new Headers(),
    fetch: checkFunction("fetch", options.fetch ?? ((url, init) => fetch(url, init))),
    random: checkFunction("random", options.random ?? Math.random),
  });
}

/** The settings of a call: its own options, and those of the client. Throws TypeError and RangeError. */
export function settingsOfCall(options: CallOptions, settings: Settings): Settings {
  return withOptions(options, [...OF_ALL, "signal"], settings);
}

function withOptions(options: CallOptions & ClientOptions, known: readonly string[], settings: Settings): Settings {
  // A misspelt option would be a default in silence.
  for (const name of Object.keys(options)) checkOneOf("options", name, known);
  const headers = new Headers(settings.headers);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
  return {
    ...settings,
    timeoutMs: checkInteger("timeoutMs", options.timeoutMs ?? settings.timeoutMs, 1, MAXIMUM_TIMEOUT_MS),
    retries: checkInteger("retries", options.retries ?? settings.retries, 0, 100),
    headers,
  };
}

function checkFunction<Wanted>(name: string, value: Wanted): Wanted {
  if (typeof value === "function") return value;
  throw new TypeError(`${name}: expected a function, got ${show(value)}`);
}
