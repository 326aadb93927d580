// Runs a command on a tether: when standard input ends, because the process at its other end has gone, the command ends
// too, with all that it started. Start it in a process group of its own; the signals that it gets, its group gets as well.
//
//   node tether.js COMMAND ARGUMENT…
import { spawn } from "node:child_process";

const GRACE_MS = 3000;
const [command = "", ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
const isWindows = process.platform === "win32";

const signalAll = (signal) => {
  if (isWindows) spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
  else process.kill(-process.pid, signal);
};

// Meant for the whole group: the command's own end is what ends this process.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
child.on("error", () => process.exit(1));
let isLoose = false;
child.on("exit", (code) => {
  if (isLoose && !isWindows) signalAll("SIGKILL");
  process.exit(code ?? 1);
});
const end = () => {
  isLoose = true;
  signalAll("SIGTERM");
  setTimeout(() => signalAll("SIGKILL"), GRACE_MS);
};
process.stdin.on("end", end).on("error", end).resume();
