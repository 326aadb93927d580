import { integersAt, type NeuralMath } from "./math.ts";
import type { Plan } from "./plan.ts";

/** A copy of a network's weights that costs as much as has changed. */
export interface KeptWeights {
  /** Copies what has moved since the last copy; `step` is the training's last one. */
  keep(step: number): void;
  /** Puts the copy back. */
  restore(): void;
  readonly bytes: Uint8Array;
  /** The step in which they were kept. */
  step: number;
}

/** Begins with a copy of all weights as they are. */
export function createKeptWeights(plan: Plan, math: NeuralMath): KeptWeights {
  const { begin, weightsEnd } = plan.state;
  const own = (): Uint32Array => integersAt(math, begin, (weightsEnd - begin) / 4);
  const words = own().slice();
  const kept: KeptWeights = {
    bytes: new Uint8Array(words.buffer),
    step: 0,
    keep(step) {
      const now = own();
      for (const { pointer, count, stride, spec, lastSteps } of plan.parameters) {
        const first = (pointer - begin) / 4;
        const length = (count * math.realBytes) / 4;
        if (lastSteps === 0) {
          words.set(now.subarray(first, first + length), first);
          continue;
        }
        const steps = integersAt(math, lastSteps, spec.rows);
        const rowLength = (stride * math.realBytes) / 4;
        for (let row = 0; row < spec.rows; row++) {
          if (steps[row]! <= kept.step) continue;
          for (let at = first + row * rowLength, end = at + rowLength; at < end; at++) words[at] = now[at]!;
        }
      }
      kept.step = step;
    },
    restore: () => own().set(words),
  };
  return kept;
}
