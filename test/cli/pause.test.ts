import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pause } from "../../src/cli/pause.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a pause", () => {
  it("ends after its time", async () => {
    const paused = pause(250, new AbortController().signal);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(250);
    await expect(paused).resolves.toBeUndefined();
  });

  it("leaves no timer that keeps the process alive when all is over, during it or before", () => {
    const over = new AbortController();
    void pause(250, over.signal);
    over.abort();
    expect(vi.getTimerCount()).toBe(0);
    void pause(250, over.signal);
    expect(vi.getTimerCount()).toBe(0);
  });
});
