/** Tasks of a training thread that dies as it is told: its setup and its tasks say how. */
export function createRunner(setup: unknown): (task: unknown) => void {
  obey(setup);
  return obey;
}

function obey(order: unknown): void {
  if (order === "throw") throw new Error("told to throw");
  if (order === "exit") process.exit(7);
  if (order === "exit soon") setTimeout(() => process.exit(7), 20);
  if (order === "throw soon") {
    setTimeout(() => {
      throw new Error("told to throw later");
    }, 20);
  }
}
