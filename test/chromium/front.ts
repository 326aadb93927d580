import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server before another one, whose answers a browser keeps as it would the other one's. */
export interface Front {
  readonly address: string;
  /** How often a path was asked for. */
  asked(path: string): number;
  /** From now on the last byte of the answer for this path is another; undefined mends it. */
  damage(path: string | undefined): void;
  close(): Promise<void>;
}

/**
 * Stands before the server at `address`. Unlike routes of the driving library, which switch the browser's cache off, it leaves
 * the cache at work.
 */
export async function standBefore(address: string): Promise<Front> {
  const asked = new Map<string, number>();
  let damaged: string | undefined;
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { method = "GET", headers } = request;
    const passed = Object.entries(headers).filter(([name]) =>
      ["accept", "content-type", "if-none-match"].includes(name),
    );
    const answer = await fetch(new URL(path, address), {
      method,
      headers: passed.map(([name, value]): [string, string] => [name, String(value)]),
      ...(pieces.length > 0 ? { body: Buffer.concat(pieces) } : {}),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (path === damaged && body.length > 0) body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1);
    const kept = ["cache-control", "content-type", "etag"].flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    response.writeHead(answer.status, { ...Object.fromEntries(kept), "content-length": body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked: (path) => asked.get(path) ?? 0,
    damage: (path) => {
      damaged = path;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
