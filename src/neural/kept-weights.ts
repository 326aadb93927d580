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
  const own = (): Uint8Array => new Uint8Array(math.memory.buffer, begin, weightsEnd - begin);
  const bytes = own().slice();
  const copy = (from: number, length: number): void => {
    bytes.set(new Uint8Array(math.memory.buffer, from, length), from - begin);
  };
  const kept: KeptWeights = {
    bytes,
    step: 0,
    keep(step) {
      for (const { pointer, count, stride, spec, lastSteps } of plan.parameters) {
        if (lastSteps === 0) {
          copy(pointer, count * math.realBytes);
          continue;
        }
        const steps = integersAt(math, lastSteps, spec.rows);
        const rowBytes = stride * math.realBytes;
        for (let row = 0; row < spec.rows; row++) {
          if (steps[row]! > kept.step) copy(pointer + row * rowBytes, rowBytes);
        }
      }
      kept.step = step;
    },
    restore: () => own().set(bytes),
  };
  return kept;
}
