import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { trainArtefact } from "../../src/model-registry.ts";
import type { App } from "../../worker/app.ts";

const SHOP = fileURLToPath(new URL("../../examples/shop/", import.meta.url));

/** The artefact of the example shop, as `nearedge train` packs it, with a head or without one. */
export async function shopArtefact(head: "none" | "linear" = "none"): Promise<readonly EncodedFile[]> {
  const dataset = await openDataset(`${SHOP}orders.csv`, { itemsPath: `${SHOP}products.csv` });
  return (await trainArtefact(dataset, { model: "implicit-als", head }, { seed: 42 })).files;
}

/** A service on a free port of this machine. */
export interface Service {
  readonly url: string;
  close(): void;
}

/** Serves an app over a socket, as far as a client needs it. */
export async function serveApp(app: App): Promise<Service> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "GET", headers } = request;
    const body = method === "POST" ? { body: Buffer.concat(chunks) } : {};
    const init = { method, headers: { "Content-Type": headers["content-type"] ?? "" }, ...body };
    const answer = await app.fetch(new Request(`http://localhost${request.url}`, init));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
