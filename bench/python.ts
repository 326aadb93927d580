import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, runProgram } from "./children.ts";

const REQUIREMENTS = join(ROOT, "bench/peers/requirements.txt");
/** Names whatever was installed, so that another list is installed anew. */
const STAMP = "nearedge-requirements";

/** A virtual environment with the packages of bench/peers/requirements.txt. */
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
  const text = await readFile(REQUIREMENTS, "utf8");
  const wanted = readRequirements(text);
  const python = join(folder, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const stamp = createHash("sha256").update(text).digest("hex");
  const missing: Record<string, string> = {};
  try {
    if (!(await isStamped(folder, stamp)) || !existsSync(python)) {
      progress(`installing the packages of bench/peers/requirements.txt into ${folder}`);
      await mkdir(folder, { recursive: true });
      const maker = places.python ?? process.env.NEAREDGE_PYTHON ?? "python3";
      await runProgram(maker, ["-m", "venv", folder], { cwd: ROOT });
      for (const requirement of wanted) {
        const reason = await install(python, requirement);
        if (reason !== undefined) missing[requirement.name] = reason;
      }
      if (Object.keys(missing).length === 0) await writeFile(join(folder, STAMP), stamp);
    }
  } catch (error) {
    const reason = `not installed: no Python environment (${lastLine(error)}); name a Python with NEAREDGE_PYTHON`;
    return { python: undefined, versions: {}, missing: Object.fromEntries(wanted.map(({ name }) => [name, reason])) };
  }
  const there = wanted.filter(({ name }) => missing[name] === undefined);
  return { python, versions: Object.fromEntries(there.map(({ name, version }) => [name, version])), missing };
}

/** The pinned packages of a requirements file. Throws Error for a line that is not `name==version`. */
export function readRequirements(text: string): Requirement[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name, version] = /^([\w.-]+)==([\w.]+)$/.exec(line.trim()) ?? [];
    if (name !== undefined && version !== undefined) return { name, version };
    throw new Error(`${REQUIREMENTS}: expected name==version, got ${line}`);
  });
}

/** undefined, or why the package is not there. */
async function install(python: string, { name, version }: Requirement): Promise<string | undefined> {
  const options = ["--disable-pip-version-check", "--quiet", "--retries", "1", "--constraint", REQUIREMENTS];
  try {
    await runProgram(python, ["-m", "pip", "install", ...options, `${name}==${version}`], { cwd: ROOT });
    return undefined;
  } catch (error) {
    return `not installed: ${name} ${version}: ${/ERROR: (.+)/.exec(String(error))?.[1] ?? lastLine(error)}`;
  }
}

async function isStamped(folder: string, stamp: string): Promise<boolean> {
  const path = join(folder, STAMP);
  return existsSync(path) && (await readFile(path, "utf8")) === stamp;
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n").at(-1) ?? "";
}
