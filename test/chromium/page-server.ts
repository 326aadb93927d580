import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Recommender, RecommendResponse } from "../../src/serving/types.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

export interface PageServer {
  readonly address: string;
  /** While false every call of the edge is cut off without an answer. */
  edgeIsUp: boolean;
  /** While false the artefact's files are answered with 404. */
  artefactIsUp: boolean;
  close(): Promise<void>;
}

/** Serves the built page, the artefact beside it, and the edge's two routes answered by `recommender` in this process. */
export async function startPageServer(
  pageFolder: string,
  artefact: ReadonlyMap<string, Uint8Array>,
  recommender: Recommender,
): Promise<PageServer> {
  const state = { edgeIsUp: true, artefactIsUp: true };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://page");
    if (pathname.startsWith("/v1/")) {
      if (!state.edgeIsUp) {
        request.destroy();
        return;
      }
      send(response, 200, ".json", JSON.stringify(await answerEdge(recommender, request, pathname, searchParams)));
      return;
    }
    if (pathname.startsWith("/artefact/")) {
      const bytes = state.artefactIsUp ? artefact.get(pathname.slice("/artefact/".length)) : undefined;
      send(response, bytes === undefined ? 404 : 200, extname(pathname), bytes ?? "");
      return;
    }
    const file = join(pageFolder, normalize(pathname === "/" ? "/index.html" : pathname));
    const bytes = await readFile(file).catch(() => undefined);
    send(response, bytes === undefined ? 404 : 200, extname(file), bytes ?? "");
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      send(response, 500, ".json", JSON.stringify({ code: "unexpected", detail: String(error) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    address: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function answerEdge(
  recommender: Recommender,
  request: IncomingMessage,
  pathname: string,
  query: URLSearchParams,
): Promise<object> {
  const [, encodedId] = /^\/v1\/items\/([^/]+)\/similar$/.exec(pathname) ?? [];
  if (encodedId !== undefined) {
    const similar = recommender.similar({ itemId: decodeURIComponent(encodedId), k: Number(query.get("k") ?? 10) });
    return toDocument(recommender, similar);
  }
  const body: Uint8Array[] = [];
  for await (const piece of request) body.push(piece);
  return toDocument(recommender, recommender.recommend(JSON.parse(Buffer.concat(body).toString())));
}

function toDocument({ manifest }: Recommender, { fallback, ...rest }: RecommendResponse): object {
  return {
    model: { name: manifest.name, version: manifest.version },
    recommendationId: crypto.randomUUID(),
    ...rest,
    ...(fallback === undefined ? {} : { fallback: { reason: fallback, message: fallback } }),
  };
}

function send(response: ServerResponse, status: number, extension: string, body: string | Uint8Array): void {
  response.writeHead(status, { "content-type": CONTENT_TYPES[extension] ?? "application/octet-stream" });
  response.end(body);
}
