import type { Browser } from "playwright-core";
import type { Project } from "../packages/project.ts";
import { visiting } from "../packages/visit.ts";
import type { Ask, Asked } from "./bundlers.ts";

const queryOf = ({ artefact, history }: Asked): string => {
  return `?${new URLSearchParams({ artefact, history: history.join(",") })}`;
};

/** Opens the page and takes the list that it shows. Throws Error for whatever its console or the network complained about. */
export function asksPage(browser: Browser, address: URL): Ask {
  return (asked) =>
    visiting(browser, new URL(queryOf(asked), address), async ({ page, problems }) => {
      const shown = page.waitForFunction(() => document.querySelector("output")?.textContent, undefined, {
        timeout: 30_000,
      });
      const text = await shown.then((handle) => handle.jsonValue()).catch(String);
      if (problems.length > 0) throw new Error(`${address}: ${problems.join("\n")}\nshown: ${text}`);
      return parsed(text ?? "");
    });
}

/** Asks a route handler of a site. */
export function asksRoute(address: URL): Ask {
  return async (asked) => {
    const response = await fetch(new URL(`/api/list${queryOf(asked)}`, address));
    return parsed(await response.text());
  };
}

/** Runs a program that prints the list. */
export function asksProgram(project: Project): Ask {
  return async ({ artefact, history }) => {
    const args = ["run", "--silent", "ask", "--", `artefacts/${artefact}`, history.join(",")];
    return parsed(await project.run("npm", args));
  };
}

/** Starts the worker by a script of its package.json, on the site of the artefact, and asks it over HTTP. */
export function asksWorker(project: Project, script: string): Ask {
  return async ({ artefact, history }) => {
    const server = await project.serve("npm", (port) => {
      const site = ["--assets", `sites/${artefact}`, "--inspector-port", "0"];
      return ["run", script, "--", "--ip", "127.0.0.1", "--port", String(port), ...site];
    });
    try {
      const response = await fetch(new URL("/v1/recommendations", server.address), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ history, k: 10 }),
      });
      return parsed(await response.text());
    } finally {
      await server.stop();
    }
  };
}

/** JSON, or an Error that shows what came instead of it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`expected a list as JSON, got: ${text.slice(0, 2_000)}`, { cause });
  }
}
