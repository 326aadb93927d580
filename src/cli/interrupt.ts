/** Within this time a second signal is the first one once more: a terminal and a wrapper both pass Ctrl-C on. */
const SAME_SIGNAL_MS = 500;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that Ctrl-C, a polite kill or the end of the terminal interrupts through an AbortSignal; a second Ctrl-C ends
 * the process at once.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  let abortedMs = 0;
  const onSignal = (): void => {
    if (!controller.signal.aborted) abortedMs = performance.now();
    else if (performance.now() - abortedMs > SAME_SIGNAL_MS) process.exit(1);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
