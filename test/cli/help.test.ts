import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { COMMANDS as MAKERS } from "../../src/cli/commands.ts";
import { nearedge } from "./nearedge.ts";

const COMMANDS = Object.entries(MAKERS);
const NAMES = COMMANDS.map(([name]) => name).join("|");

function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

/** The lines of a text that are commands, without `nearedge`, as a shell splits them. */
function examplesIn(text: string): string[][] {
  const lines = [...text.matchAll(new RegExp(`^\\s*(?:npx )?nearedge ((?:${NAMES}) \\S.*)$`, "gm"))];
  return lines.map(([, line = ""]) =>
    [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ""),
  );
}

/** Parses without running; rejects as the command line would. */
async function parse([name, ...args]: readonly string[]): Promise<void> {
  const make = COMMANDS.find(([known]) => known === name)?.[1];
  if (!make) throw new Error(`no command ${name}`);
  const command = await make();
  await command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .action(() => undefined)
    .parseAsync(args, { from: "user" });
}

describe("nearedge --help", () => {
  it.each(COMMANDS)("of %s has an example that parses", async (name, make) => {
    const examples = examplesIn(helpOf(await make()).split("Example:")[1] ?? "");
    expect((await make()).name()).toBe(name);
    expect([...new Set(examples.map(([command]) => command))]).toEqual([name]);
    for (const example of examples) {
      await expect(parse(example)).resolves.toBeUndefined();
      await expect(parse([...example, "--no-such-option"])).rejects.toThrow("unknown option");
    }
  });

  it("prints on standard output and ends with status 0, as --version does", async () => {
    const [help, version] = [await nearedge(["train", "--help"]), await nearedge(["--version"])];
    expect([help.status, help.stderr, version.status]).toEqual([0, "", 0]);
    expect(help.stdout).toContain("Example:\n  nearedge train builtin:catalogue");
    expect(help.stdout).toMatch(/\nModels .*\n {2}implicit-als, .*pure-svd.*\n$/);
    expect((await nearedge(["serve", "--help"])).stdout).not.toContain("Models");
    const manifest: { version: string } = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
    );
    expect(version.stdout).toBe(`${manifest.version}\n`);
  });
});

describe("docs/cli.md", () => {
  const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");

  it("has examples of every command, which parse", async () => {
    const examples = examplesIn(page);
    expect(new Set(examples.map(([command]) => command))).toEqual(new Set(COMMANDS.map(([name]) => name)));
    for (const example of examples) await parse(example);
  });

  it("names every option", async () => {
    for (const [name, make] of COMMANDS) {
      const { options } = await make();
      const section = page.split(`## nearedge ${name}\n`)[1]?.split("\n## ")[0] ?? "";
      const shared = options.some(({ long }) => long === "--format")
        ? (page.split("## Reading data\n")[1]?.split("\n## ")[0] ?? "")
        : "";
      for (const { long } of options) expect(`${section}${shared}`, name).toContain(`\`${long}`);
    }
  });
});
