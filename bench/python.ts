import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { ROOT, runProgram } from "./children.ts";

const REQUIREMENTS = join(ROOT, "bench/peers/requirements.txt");

/** Packages that are installed in one way. */
interface RequirementList {
  readonly path: string;
  /** A file that holds the list once all of it is installed, so that another list is installed anew. */
  readonly stamp: string;
  readonly pipOptions: readonly string[];
}

const PEERS: RequirementList = { path: REQUIREMENTS, stamp: "nearedge-requirements", pipOptions: [] };

/** It builds with setuptools below 70 only, so it takes those that its list puts into the environment, and not the latest. */
const LIGHTFM: RequirementList = {
  path: join(ROOT, "bench/peers/requirements-lightfm.txt"),
  stamp: "nearedge-requirements-lightfm",
  pipOptions: ["--no-build-isolation"],
};
/** Are in the list of LightFM for its sake, and are measured by nobody. */
const HELPERS: ReadonlySet<string> = new Set(["setuptools", "wheel", "requests"]);

/** A virtual environment with the packages of bench/peers/requirements.txt, and LightFM where it is wanted and builds. */
export interface PythonPeers {
  /** The interpreter in it; undefined where there is no environment. */
  readonly python: string | undefined;
  /** Versions by package, of those that are installed. */
  readonly versions: Readonly<Record<string, string>>;
  /** Why a package is missing, by its name; all of them where there is no environment. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Where the environment lies and what makes it. */
export interface PythonPlaces {
  /** `.nearedge/bench-venv` in the repository by default, which git ignores. */
  readonly folder?: string;
  /** The interpreter that makes it: NEAREDGE_PYTHON, else python3. */
  readonly python?: string;
  /** Whether LightFM is wanted, which has a list of its own. */
  readonly lightfm?: boolean;
}

interface Requirement {
  readonly name: string;
  readonly version: string;
}

/**
 * Makes the environment where it is missing and installs the packages one by one: where one does not build, the others are
 * there all the same, and `missing` says why. Never rejects: the benchmark goes on without what is missing.
 */
export async function installPython(progress: (text: string) => void, places: PythonPlaces = {}): Promise<PythonPeers> {
  const folder = places.folder ?? join(ROOT, ".nearedge/bench-venv");
  const python = join(folder, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const maker = places.python ?? process.env.NEAREDGE_PYTHON ?? "python3";
  const versions: Record<string, string> = {};
  const missing: Record<string, string> = {};
  let made = true;
  for (const list of places.lightfm === true ? [PEERS, LIGHTFM] : [PEERS]) {
    const text = await readFile(list.path, "utf8");
    const wanted = readRequirements(text, list.path);
    try {
      Object.assign(missing, await installList(list, { folder, python, maker, text, wanted, progress }));
    } catch (error) {
      made = false;
      const reason = `not installed: no Python environment (${lastLine(error)}); name a Python with NEAREDGE_PYTHON`;
      for (const { name } of wanted) missing[name] = reason;
    }
    for (const { name, version } of wanted) {
      if (missing[name] === undefined && !HELPERS.has(name)) versions[name] = version;
    }
  }
  return { python: made ? python : undefined, versions, missing };
}

interface Installation {
  readonly folder: string;
  readonly python: string;
  readonly maker: string;
  readonly text: string;
  readonly wanted: readonly Requirement[];
  readonly progress: (text: string) => void;
}

/** Why packages of a list are missing. Rejects where there is no environment to put them into. */
async function installList(
  { path, stamp, pipOptions }: RequirementList,
  { folder, python, maker, text, wanted, progress }: Installation,
): Promise<Readonly<Record<string, string>>> {
  const stampPath = join(folder, stamp);
  const digest = createHash("sha256").update(text).digest("hex");
  if ((await isStamped(stampPath, digest)) && existsSync(python)) return {};
  progress(`installing the packages of ${relative(ROOT, path)} into ${folder}`);
  await mkdir(folder, { recursive: true });
  await runProgram(maker, ["-m", "venv", folder], { cwd: ROOT });
  const missing: Record<string, string> = {};
  for (const requirement of wanted) {
    const reason = await install(python, requirement, pipOptions);
    if (reason !== undefined) missing[requirement.name] = reason;
  }
  if (Object.keys(missing).length === 0) await writeFile(stampPath, digest);
  return missing;
}

/** The pinned packages of a requirements file. Throws Error for a line that is not `name==version`. */
export function readRequirements(text: string, path = REQUIREMENTS): Requirement[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name, version] = /^([\w.-]+)==([\w.]+)$/.exec(line.trim()) ?? [];
    if (name !== undefined && version !== undefined) return { name, version };
    throw new Error(`${path}: expected name==version, got ${line}`);
  });
}

/** undefined, or why the package is not there. */
async function install(
  python: string,
  { name, version }: Requirement,
  pipOptions: readonly string[],
): Promise<string | undefined> {
  const options = [
    "--disable-pip-version-check",
    "--quiet",
    "--retries",
    "1",
    "--constraint",
    REQUIREMENTS,
    ...pipOptions,
  ];
  try {
    await runProgram(python, ["-m", "pip", "install", ...options, `${name}==${version}`], { cwd: ROOT });
    return undefined;
  } catch (error) {
    return `not installed: ${name} ${version}: ${/ERROR: (.+)/.exec(String(error))?.[1] ?? lastLine(error)}`;
  }
}

async function isStamped(path: string, digest: string): Promise<boolean> {
  return existsSync(path) && (await readFile(path, "utf8")) === digest;
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n").at(-1) ?? "";
}
