import { describe, expect, it } from "vitest";
import { createLocalApp } from "../../worker/local-app.ts";
import { createFakeApp } from "./fake-recommender.ts";

const HOSTS = ["127.0.0.1:8787", "localhost:8787", "[::1]:8787"];
const WORKER_FIRST = ["/v1/*", "/health/*", "!/health/picture.svg", "/artefact/users-*", "/docs"];

/** Files under every path that begins with /artefact/ or /health/; it counts how often it was asked. */
function local() {
  const asked: string[] = [];
  const assets = {
    fetch: async (request: Request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      const isThere = /^\/(artefact|health)\//.test(pathname);
      return new Response(isThere ? "file" : "", { status: isThere ? 200 : 404 });
    },
  };
  const app = createLocalApp({ app: createFakeApp().app, assets, hosts: HOSTS, workerFirst: WORKER_FIRST });
  const ask = (path: string, host: string | null = HOSTS[0] ?? "", method = "GET") => {
    const headers = new Headers(host === null ? {} : { Host: host });
    return app.fetch(new Request(`http://127.0.0.1:8787${path}`, { method, headers }));
  };
  return { ask, asked };
}

describe("the worker of nearedge serve", () => {
  it.each(HOSTS)("answers under %s", async (host) => {
    const { ask } = local();
    expect((await ask("/health/live", host)).status).toBe(200);
    expect(await (await ask("/artefact/manifest.json", host.toUpperCase())).text()).toBe("file");
  });

  it.each([
    ["evil.example:8787"],
    ["127.0.0.1"],
    ["127.0.0.1:8788"],
    ["localhost.evil.example:8787"],
    ["127.0.0.1.nip.io:8787"],
    ["evil.example:8787@127.0.0.1:8787"],
    ["127.0.0.1:8787, evil.example"],
    ["0.0.0.0:8787"],
    [""],
    [null],
  ])("answers nothing under %s, and looks at no file", async (host) => {
    const { ask, asked } = local();
    for (const path of ["/artefact/manifest.json", "/health/live", "/", "/docs"]) {
      for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
        const response = await ask(path, host, method);
        expect(response.status).toBe(421);
        expect(response.headers.get("Content-Type")).toBe("application/problem+json");
        expect(response.headers.get("X-Frame-Options")).toBe("DENY");
      }
    }
    expect(asked).toEqual([]);
    expect(await (await ask("/", host)).json()).toMatchObject({ code: "wrong-host", type: "/docs#wrong-host" });
  });

  it("hands to the app first what the deployment does, however it is encoded", async () => {
    const { ask, asked } = local();
    for (const path of ["/artefact/users-1", "/artefact/%75sers-1", "/artefact%2Fusers-1"]) {
      expect((await ask(path)).status).toBe(404);
    }
    expect((await ask("/health/live")).headers.get("Content-Type")).toBe("application/json");
    expect(asked).toEqual([]);
    expect(await (await ask("/health/picture.svg")).text()).toBe("file");
  });

  it("hands on to the app what is no file, and every request that is not for reading", async () => {
    const { ask, asked } = local();
    expect(await (await ask("/nowhere")).json()).toMatchObject({ code: "unknown-path" });
    expect(asked).toEqual(["/nowhere"]);
    expect((await ask("/artefact/manifest.json", HOSTS[0], "POST")).status).toBe(404);
    expect(asked).toEqual(["/nowhere"]);
  });
});

describe("the headers of every answer", () => {
  it.each(["/health/live", "/docs", "/nowhere", "/v1/popular?k=0"])("of %s forbid frames and guesses", async (path) => {
    const { headers } = await createFakeApp().app.request(path);
    expect(headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("X-Frame-Options")).toBe("DENY");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
  });
});
