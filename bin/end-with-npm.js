const INTERVAL_MS = 500;

/**
 * npm runs a script through a shell, and that shell passes no signal on. When it is gone, this process gets the SIGTERM that
 * was meant for it, so that nothing goes on by itself.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32") return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, INTERVAL_MS);
  watch.unref();
}
