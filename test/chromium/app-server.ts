import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };

/** A service on this machine. */
export interface AppServer {
  /** With a slash at the end. */
  readonly address: string;
  close(): Promise<void>;
}

/** Serves an app in this process, and before it the files that lie in a folder itself. */
export async function serveApp(
  app: { fetch(request: Request): Response | Promise<Response> },
  folder: string,
): Promise<AppServer> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const file = join(folder, basename(url.pathname));
    if (url.pathname.lastIndexOf("/") === 0 && TYPES[extname(file)] && existsSync(file)) {
      response.writeHead(200, { "Content-Type": TYPES[extname(file)] }).end(await readFile(file));
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { method = "GET" } = request;
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const body = pieces.length > 0 ? { body: Buffer.concat(pieces) } : {};
    const answer = await app.fetch(
      new Request(new URL(request.url ?? "/", `http://${request.headers.host}`), { method, headers, ...body }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
