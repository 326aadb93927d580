import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { Project } from "../packages/project.ts";
import { asksPage, asksProgram, asksRoute, asksWorker } from "./ask.ts";

/** What an answer is asked for with. */
export interface Asked {
  /** Name of the artefact. */
  readonly artefact: string;
  readonly history: readonly string[];
}

/** Gives back the answer as JSON made it. Throws Error for anything that a user would call broken. */
export type Ask = (asked: Asked) => Promise<unknown>;

/** What a way is given: the installed project, and a browser for those that need one. */
export interface Setting {
  readonly project: Project;
  readonly browser: Browser;
}

/** A project as a user of a bundler or runtime writes it, and the ways to run it. */
export interface Bundler {
  readonly name: string;
  /** Folders of test/bundlers that are copied into the project, one over the other; the last one has its package.json. */
  readonly folders: readonly string[];
  /** Where, within the project, the files of an artefact belong. */
  readonly artefacts: (name: string) => string;
  /** Packages whose scripts bring the program: their install scripts run. */
  readonly scripts?: boolean;
  /** Each way builds or starts what it needs, and says what can be asked then. */
  readonly ways: Readonly<Record<string, (setting: Setting) => Promise<Readonly<Record<string, Ask>>>>>;
}

const inPublic = (name: string): string => `public/artefacts/${name}`;
const inDist = (name: string): string => `dist/artefacts/${name}`;
const beside = (name: string): string => `artefacts/${name}`;

const onPort = (script: string, ...more: readonly string[]) => {
  return (port: number) => ["run", script, "--", "--port", String(port), ...more];
};
const ONE_HOST = ["--host", "127.0.0.1", "--strictPort"];

const vite: Bundler["ways"] = {
  dev: async ({ project, browser }) => {
    const { address } = await project.serve("npm", onPort("dev", ...ONE_HOST));
    return { page: asksPage(browser, address) };
  },
  "build and preview": async ({ project, browser }) => {
    await project.run("npm", ["run", "build"]);
    const { address } = await project.serve("npm", onPort("preview", ...ONE_HOST));
    return { page: asksPage(browser, address) };
  },
};

const next = (flag: string) => {
  return async ({ project, browser }: Setting): Promise<Readonly<Record<string, Ask>>> => {
    await project.run("npm", ["run", "build", "--", flag]);
    const { address } = await project.serve("npm", onPort("start", "--hostname", "127.0.0.1"));
    return { "client component": asksPage(browser, address), "route handler": asksRoute(address) };
  };
};

/** Builds by a script into dist, puts a page and what else it needs beside the bundle, and serves the folder. */
const bundled = (script: string, page: string, ...binaries: readonly string[]) => {
  return async ({ project, browser }: Setting): Promise<Readonly<Record<string, Ask>>> => {
    await project.run("npm", ["run", script]);
    const copy = (from: string, to: string): void =>
      cpSync(join(project.folder, from), join(project.folder, "dist", to));
    copy(page, "index.html");
    for (const name of binaries) copy(`node_modules/nearedge/dist/${name}`, name);
    const { address } = await project.serveFolder("dist");
    return { page: asksPage(browser, address) };
  };
};

const program: Bundler["ways"] = {
  program: async ({ project }) => ({ list: asksProgram(project) }),
};

/** All bundlers and runtimes that are tested. A new one is a folder and an entry here. */
export const BUNDLERS: readonly Bundler[] = [
  { name: "Vite 8", folders: ["page", "vite-8"], artefacts: inPublic, ways: vite },
  { name: "Vite 7", folders: ["page", "vite-7"], artefacts: inPublic, ways: vite },
  {
    name: "Next.js 16",
    folders: ["next-16"],
    artefacts: inPublic,
    ways: { Turbopack: next("--turbopack"), webpack: next("--webpack") },
  },
  {
    name: "esbuild",
    folders: ["page", "esbuild"],
    artefacts: inDist,
    ways: {
      "binaries beside the bundle": bundled("build", "index.html", "kernels.wasm", "tfjs-backend-wasm-simd.wasm"),
      "loader file": bundled("build:loader", "with-loader.html"),
      "loader file, classic script": bundled("build:classic", "classic.html"),
    },
  },
  {
    name: "webpack 5",
    folders: ["page", "webpack-5"],
    artefacts: inDist,
    ways: { build: bundled("build", "index.html") },
  },
  {
    name: "no bundler",
    folders: ["page", "no-bundler"],
    artefacts: beside,
    ways: {
      "import map": async ({ project, browser }) => {
        const { address } = await project.serveFolder(".");
        return { page: asksPage(browser, address) };
      },
    },
  },
  {
    name: "Hono worker",
    folders: ["hono-worker"],
    artefacts: (name) => `sites/${name}/artefact`,
    ways: {
      "without nodejs_compat": async ({ project }) => ({ route: asksWorker(project, "dev") }),
      "with nodejs_compat": async ({ project }) => ({ route: asksWorker(project, "dev:compat") }),
    },
  },
  { name: "Node 22", folders: ["program", "node-22"], artefacts: beside, ways: program },
  { name: "Node 24", folders: ["program", "node-24"], artefacts: beside, ways: program },
  { name: "Deno", folders: ["program", "deno"], artefacts: beside, scripts: true, ways: program },
  { name: "Bun", folders: ["program", "bun"], artefacts: beside, scripts: true, ways: program },
];
