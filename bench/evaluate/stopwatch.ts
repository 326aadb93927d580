/** Time on the clock and processor time of all threads of this process, in milliseconds. */
export interface Elapsed {
  readonly ms: number;
  readonly cpuMs: number;
}

/** Adds up how long pieces of work take. */
export interface Stopwatch {
  time<T>(work: () => T): T;
  timeAsync<T>(work: () => Promise<T>): Promise<T>;
  elapsed(): Elapsed;
}

export function createStopwatch(): Stopwatch {
  let [ms, cpuMs] = [0, 0];
  const begin = () => {
    const cpuBefore = process.cpuUsage();
    const startedMs = performance.now();
    return () => {
      ms += performance.now() - startedMs;
      const { user, system } = process.cpuUsage(cpuBefore);
      cpuMs += (user + system) / 1000;
    };
  };
  return {
    time: (work) => {
      const stop = begin();
      const result = work();
      stop();
      return result;
    },
    timeAsync: async (work) => {
      const stop = begin();
      const result = await work();
      stop();
      return result;
    },
    elapsed: () => ({ ms, cpuMs }),
  };
}
