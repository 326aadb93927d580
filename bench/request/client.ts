import { Agent, request } from "node:http";

/** A request as it goes over the wire. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** JSON text of a POST. */
  readonly body?: string;
}

/** The answer, and how long it took from sending the request to reading the last byte. */
export interface HttpAnswer {
  readonly ms: number;
  readonly body: string;
}

/** A client that keeps one connection to one server. */
export interface Client {
  /** Rejects for any status but 200, and when no answer comes. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Connections made so far: more than one means that the server does not keep them alive. */
  readonly connections: number;
  close(): void;
}

const PATIENCE_MS = 60_000;

export function createClient(origin: string): Client {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let connections = 0;
  const send = ({ method, path, body }: HttpRequest): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : jsonHeaders(body);
      const begin = performance.now();
      const sent = request({ hostname, port, agent, method, path, headers, timeout: PATIENCE_MS }, (response) => {
        response.setEncoding("utf8");
        let text = "";
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => {
          const ms = performance.now() - begin;
          if (!sent.reusedSocket) connections++;
          if (response.statusCode === 200) return resolve({ ms, body: text });
          reject(new Error(`${method} ${path}: expected status 200, got ${response.statusCode}: ${text}`));
        });
        response.on("error", reject);
      });
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer within ${PATIENCE_MS / 1000} s`)));
      sent.on("error", reject);
      sent.end(body);
    });
  return {
    send,
    get connections() {
      return connections;
    },
    close: () => agent.destroy(),
  };
}

function jsonHeaders(body: string): Record<string, string | number> {
  return { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
}
