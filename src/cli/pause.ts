/**
 * Resolves after `ms` milliseconds. Never resolves once `over` has aborted, before the call or during it, and leaves no timer
 * then: nobody waits for the answer any more, and a loop that went on would keep the process alive.
 */
export function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) return;
    const timer = setTimeout(resolve, ms);
    over.addEventListener("abort", () => clearTimeout(timer));
  });
}
