import { show } from "../check.ts";
import { baseOf, pathWith, queryOf } from "./address.ts";
import { call } from "./call.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import { type CallOptions, type ClientOptions, settingsOf, settingsOfCall } from "./options.ts";
import type { Client } from "./types.ts";

/**
 * Makes a client of the service at `baseUrl`. Nothing is sent before a method is called.
 *
 * Its methods reject with ProblemError where the service says what is wrong, with AnswerError, NetworkError or TimeoutError where it
 * says nothing, and with the reason of their `signal`. Arguments of a wrong kind are a TypeError, wrong values a RangeError.
 */
export function createClient(baseUrl: string | URL, options: ClientOptions = {}): Client {
  const base = baseOf(baseUrl);
  const settings = settingsOf(options);

  const methodOf =
    ({ method, path, takes, reads }: Operation) =>
    async (...given: readonly unknown[]): Promise<unknown> => {
      const idCount = path.split("{").length - 1;
      const request = takes === undefined ? {} : requestOf(takes, given[idCount]);
      const callOptions: CallOptions = given[takes === undefined ? idCount : idCount + 1] ?? {};
      const isRepeatable = (method === "GET" || reads === true) && !draws(request);
      const retries = isRepeatable ? settings.retries : 0;
      const prepared = {
        method,
        address: base.href + pathWith(path, given).slice(1),
        query: takes === "query" ? queryOf(request) : "",
        body: takes === "body" ? JSON.stringify(request) : undefined,
      };
      return call(prepared, settingsOfCall(callOptions, { ...settings, retries }), callOptions.signal);
    };

  const methods = Object.entries(OPERATIONS).map(([name, operation]) => [name, methodOf(operation)]);
  return Object.fromEntries(methods) as Client;
}

type Fields = Readonly<Record<string, unknown>>;

function requestOf(takes: "query" | "body", request: unknown): Fields {
  if (request === undefined && takes === "query") return {};
  if (typeof request === "object" && request !== null && !Array.isArray(request)) return request as Fields;
  throw new TypeError(`request: expected an object of fields, got ${show(request)}`);
}

/** Whether a request draws anew each time, so that a second attempt asks for another list than the first. */
function draws({ explore, requests }: Fields): boolean {
  return explore !== undefined || (Array.isArray(requests) && requests.some((one) => draws(Object(one))));
}
