import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const BINARY = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));
const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const ENDLESS = ["--head", "none", "--set", "factors=256", "--set", "epochs=10000", "--threads", "1"];

/** A Node of the system that is too old to run the command line itself. */
const oldNode = (process.env.PATH ?? "")
  .split(":")
  .map((place) => join(place, "node"))
  .find((node) => {
    try {
      const [major = 0, minor = 0] = execFileSync(node, ["--version"], { encoding: "utf8" })
        .slice(1)
        .split(".")
        .map(Number);
      return major < 22 || (major === 22 && minor < 18);
    } catch {
      return false;
    }
  });

/** Runs the command line in the old Node; `begun` is called once it trains. */
function run(args: readonly string[], begun: (kill: (signal: NodeJS.Signals) => void) => void = () => undefined) {
  return new Promise<{ ended: number | string | null; stderr: string }>((resolve) => {
    const child = spawn(oldNode ?? "", [BINARY, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    let isTraining = false;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (isTraining || !stderr.includes("to be judged")) return;
      isTraining = true;
      begun((signal) => child.kill(signal));
    });
    // Standard error closes when the last process that has it ends, the wrapped one.
    let ended: number | string | null = null;
    child.on("exit", (status, signal) => (ended = signal ?? status));
    child.on("close", () => resolve({ ended, stderr }));
  });
}

describe.skipIf(oldNode === undefined)("the command line under an old Node", () => {
  it("passes on the status", async () => {
    expect((await run(["--version"])).ended).toBe(0);
    expect((await run(["inspect", join(folder, "none")])).ended).toBe(1);
    expect((await run(["trian"])).ended).toBe(2);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("passes %s on, once", async (signal) => {
    const args = ["train", board, ...ENDLESS, "--out", join(folder, "out")];
    const { ended, stderr } = await run(args, (kill) => kill(signal));
    expect(ended).toBe(1);
    expect(stderr).toContain("nothing was written");
    expect(readdirSync(folder)).not.toContain("out");
  });

  it("ends the training when it is killed itself", async () => {
    const args = ["train", board, ...ENDLESS, "--out", join(folder, "out")];
    const { ended, stderr } = await run(args, (kill) => kill("SIGKILL"));
    expect(ended).toBe("SIGKILL");
    expect(stderr).toContain("nothing was written");
    expect(readdirSync(folder)).not.toContain("out");
  });
});

describe.skipIf(process.platform === "win32")("a command that npm runs through a shell", () => {
  it("ends when the shell is killed, and writes nothing", async () => {
    const out = join(folder, "orphan");
    const command = [process.execPath, BINARY, "train", board, ...ENDLESS, "--out", out].map((word) => `'${word}'`);
    // The second command keeps the shell from handing its process over to the first.
    const shell = spawn("sh", ["-c", `${command.join(" ")}; true`], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, npm_lifecycle_event: "nearedge" },
    });
    let stderr = "";
    shell.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (stderr.includes("to be judged")) shell.kill("SIGKILL");
    });
    await new Promise((resolve) => shell.on("close", resolve));
    expect(stderr).toContain("nothing was written");
    expect(existsSync(out)).toBe(false);
  });
});
