/** Lets timers, signals and progress bars have their turn between two pieces of a long computation. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
