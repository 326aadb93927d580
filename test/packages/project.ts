import { cp, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run, type Server, serve } from "./child.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";

/** A folder of a user's, far from the checkout, so that no name resolves to a package of the checkout. */
export interface Project {
  readonly folder: string;
  /** Runs a command there to its end; gives back its standard output. See `run`. */
  run(command: string, args: readonly string[], limitMs?: number): Promise<string>;
  /** Starts a server there on a free port, and waits for its first answer. See `serve`. */
  serve(command: string, args: (port: number) => readonly string[], limitMs?: number): Promise<Server>;
  /** Serves one of its folders by a plain server of files. */
  serveFolder(path: string): Promise<StaticServer>;
  /** Stops its servers and deletes the folder. */
  end(): Promise<void>;
}

/** Paths of tarballs by the name of their package: they take the place of the released ones. */
export type Tarballs = Readonly<Record<string, string>>;

interface PackageFile {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** What a copy of a project leaves behind: what an install or a build made there. */
const MADE = /[\\/](node_modules|dist|out|\.next|\.wrangler|package-lock\.json|next-env\.d\.ts)$/;

/**
 * Copies the project at `source`, or several folders one over the other, into an empty one, puts the tarballs in the place of the packages of that name, and installs.
 * Scripts of packages do not run, unless `scripts` says so.
 */
export async function createProject(
  source: string | readonly string[],
  tarballs: Tarballs,
  { scripts = false }: { readonly scripts?: boolean | undefined } = {},
): Promise<Project> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "nearedge-user-"));
  const servers: Pick<Server, "stop">[] = [];
  const project: Project = {
    folder,
    run: (command, args, limitMs) => run(folder, command, args, limitMs),
    serve: async (command, args, limitMs) => {
      const server = await serve(folder, command, args, limitMs);
      servers.push(server);
      return server;
    },
    serveFolder: async (path) => {
      const server = await serveFolder(join(folder, path));
      servers.push(server);
      return server;
    },
    end: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 200 });
    },
  };
  try {
    for (const one of [source].flat()) {
      await cp(one, folder, { recursive: true, filter: (path) => !MADE.test(path.slice(one.length)) });
    }
    await useTarballs(join(folder, "package.json"), tarballs);
    const ignore = scripts ? [] : ["--ignore-scripts"];
    await project.run("npm", ["install", ...ignore, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]);
    return project;
  } catch (error) {
    await project.end();
    throw error;
  }
}

async function useTarballs(path: string, tarballs: Tarballs): Promise<void> {
  const file: PackageFile = JSON.parse(await readFile(path, "utf8"));
  const replaced = [file.dependencies, file.devDependencies].flatMap((list) =>
    Object.entries(tarballs).flatMap(([name, tarball]) => {
      if (list?.[name] === undefined) return [];
      list[name] = pathToFileURL(tarball).href;
      return [name];
    }),
  );
  if (replaced.length === 0)
    throw new Error(`${path}: expected one of ${Object.keys(tarballs)} among its dependencies`);
  await writeFile(path, JSON.stringify(file, undefined, 2));
}
