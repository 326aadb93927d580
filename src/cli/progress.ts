import { Presets, SingleBar } from "cli-progress";

/** A line of progress on standard error: a bar on a terminal, a line now and then elsewhere. */
export interface Progress {
  update(done: number, total: number, note: string): void;
  /** Ends the bar; a later update starts another. */
  stop(): void;
}

const LINE_INTERVAL_MS = 2000;

export function createProgress(label: string): Progress {
  return process.stderr.isTTY ? barProgress(label) : lineProgress(label);
}

function barProgress(label: string): Progress {
  let bar: SingleBar | undefined;
  return {
    update: (done, total, note) => {
      if (!bar) {
        const format = `${label} [{bar}] {value}/{total} {note}`;
        bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
        bar.start(total, 0, { note });
      }
      bar.setTotal(total);
      bar.update(done, { note });
    },
    stop: () => {
      bar?.stop();
      bar = undefined;
    },
  };
}

function lineProgress(label: string): Progress {
  let lastMs = 0;
  let pending: string | undefined;
  return {
    update: (done, total, note) => {
      pending = `${label} ${done}/${total} ${note}\n`;
      const now = performance.now();
      if (now - lastMs < LINE_INTERVAL_MS) return;
      process.stderr.write(pending);
      pending = undefined;
      lastMs = now;
    },
    stop: () => {
      if (pending !== undefined) process.stderr.write(pending);
      pending = undefined;
    },
  };
}

/** A line on standard error. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
