import { describe, expect, it } from "vitest";
import { f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { markedLoss } from "../../src/kernels/reference/neural-losses.ts";
import * as reference from "../../src/kernels/reference/neural-sequences.ts";
import { createTrainingHost } from "./host.ts";
import {
  expectNear,
  expectPadding,
  type Padded,
  padded,
  place,
  randomMatrix,
  randomVector,
} from "./neural-matrices.ts";
import { EPSILON_F32, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const EPSILON = 2 ** -10;

const exact = ({ values }: Padded): Float64Array => Float64Array.from(values);

describe.each([1, 9])("layer normalisation of %i rows", (rows) => {
  it.each(SIZES)("and its way back are those of exact arithmetic with %i columns", (columns) => {
    seeded(91_000 + 100 * rows + columns, (random) => {
      host.reset();
      const [x, dy] = [randomMatrix(random, rows, columns), randomMatrix(random, rows, columns)];
      const [scale, shift] = [randomVector(random, columns), randomVector(random, columns)];
      const [placedX, placedY, placedDy] = [place(host, x), place(host, x), place(host, dy)];
      const [scalePtr, shiftPtr] = [host.put(scale), host.put(shift)];
      const [dScale, dShift] = [host.allocate(scale.byteLength), host.allocate(scale.byteLength)];
      const shape = [rows, columns, placedX.pointer, x.stride] as const;
      kernels.layerNorm(...shape, EPSILON, scalePtr, shiftPtr, placedY.pointer, x.stride);
      const y = exact(x);
      reference.layerNorm(rows, columns, exact(x), x.stride, EPSILON, scale, shift, y, x.stride);
      // Values are within 6 in size, scales within 5, and deviations above √ε = 2⁻⁵.
      const bound = (columns / 4 + 12) * EPSILON_F32 * (5 * 6 * 32 + 5);
      expectNear(placedY.read(), y, () => bound);
      expectPadding(placedY.read(), x);

      kernels.layerNormBackward(
        ...([...shape, placedDy.pointer, dy.stride, EPSILON, scalePtr, dScale, dShift] as const),
        ...([placedDy.pointer, dy.stride] as const),
      );
      const dx = exact(dy);
      const [exactScale, exactShift] = [new Float64Array(scale.length), new Float64Array(scale.length)];
      reference.layerNormBackward(
        ...([rows, columns, exact(x), x.stride, exact(dy), dy.stride, EPSILON, scale] as const),
        ...([exactScale, exactShift, dx, dy.stride] as const),
      );
      const most = (rows + columns / 4 + 12) * EPSILON_F32 * 6 * Math.sqrt(columns);
      expectNear(host.f32(dShift, scale.length), exactShift, () => rows * most);
      expectNear(host.f32(dScale, scale.length), exactScale, () => rows * most);
      expectNear(placedDy.read(), dx, () => 5 * 32 * Math.sqrt(columns) * most);
      expectPadding(placedDy.read(), dy);
    });
  });
});

const ATTENTIONS = [
  { sequences: 1, length: 1, heads: 1, width: 4, slope: 0.5 },
  { sequences: 3, length: 5, heads: 2, width: 4, slope: 0 },
  { sequences: 2, length: 18, heads: 1, width: 12, slope: 0.25 },
  { sequences: 2, length: 8, heads: 3, width: 8, slope: 1 },
];

describe.each(ATTENTIONS)("attention: $sequences of $length, $heads heads of $width, slope $slope", (shape) => {
  const { sequences, length, heads, width, slope } = shape;
  const sizes = [sequences, length, heads, width] as const;
  const rows = sequences * length;
  const weightCount = rows * heads * f32Stride(length);

  it.each([false, true])("and its way back are those of exact arithmetic, with padding: %s", (isMasked) => {
    seeded(92_000 + rows, (random) => {
      host.reset();
      const x = randomMatrix(random, rows, 3 * heads * width);
      const dy = randomMatrix(random, rows, heads * width);
      // The first positions of a sequence see nothing; padding may be anything.
      const mask = padded(rows, 1, (row) => (isMasked && row % length < 2 ? 0 : 1));
      const [placedX, placedY, placedDy] = [place(host, x), place(host, dy), place(host, dy)];
      const maskPtr = isMasked ? host.put(mask.values) : 0;
      const weights = host.allocate(4 * weightCount);
      kernels.attend(
        ...([sequences, length, 0, heads, width, slope, placedX.pointer, x.stride] as const),
        ...([maskPtr, mask.stride, weights, placedY.pointer, dy.stride] as const),
      );
      const [y, exactWeights] = [exact(dy), new Float64Array(weightCount)];
      const attended = [exact(x), x.stride, isMasked ? mask.values : null, mask.stride, exactWeights] as const;
      reference.attend(sequences, length, 0, heads, width, slope, ...attended, y, dy.stride);
      const bound = (width + length + 20) * EPSILON_F32 * 6 * 6 * Math.sqrt(width);
      expectNear(host.f32(weights, weightCount), exactWeights, () => bound);
      expectNear(placedY.read(), y, () => 6 * bound);
      expectPadding(placedY.read(), dy);

      const back = padded(rows, 3 * heads * width, (at) => (at % 7) - 3);
      const placedBack = place(host, back);
      kernels.attendBackward(
        ...([...sizes, placedX.pointer, x.stride, weights, placedY.pointer, dy.stride] as const),
        ...([placedDy.pointer, dy.stride, placedBack.pointer, back.stride] as const),
      );
      const dx = exact(back);
      reference.attendBackward(
        ...([...sizes, exact(x), x.stride, exactWeights, y, dy.stride, exact(dy), dy.stride, dx, back.stride] as const),
      );
      expectNear(placedBack.read(), dx, () => 6 * 6 * width * length * bound);
      expectPadding(placedBack.read(), back);
    });
  });

  it("of the last position alone is what it is among all", () => {
    seeded(93_000 + rows, (random) => {
      host.reset();
      const x = randomMatrix(random, rows, 3 * heads * width);
      const y = padded(rows, heads * width, () => 7);
      const [placedX, all, last] = [place(host, x), place(host, y), place(host, y)];
      const weights = host.allocate(4 * weightCount);
      for (const [first, out] of [
        [0, all],
        [length - 1, last],
      ] as const) {
        kernels.attend(
          ...([sequences, length, first, heads, width, slope, placedX.pointer, x.stride] as const),
          ...([0, 0, weights, out.pointer, y.stride] as const),
        );
      }
      const expected = all
        .read()
        .map((value, at) => (Math.floor(at / y.stride) % length < length - 1 ? y.values[at]! : value));
      expect(last.read()).toEqual(expected);
    });
  });
});

describe.each([4, 12])("a gated recurrent unit of %i units", (units) => {
  it.each([false, true])("and its way back are those of exact arithmetic, at the first step: %s", (isFirst) => {
    seeded(94_000 + units, (random) => {
      host.reset();
      const rows = 7;
      const gates = randomMatrix(random, rows, 3 * units);
      const [before, dy, dBefore] = [0, 1, 2].map(() => randomMatrix(random, rows, units)) as [Padded, Padded, Padded];
      const placed = { gates: place(host, gates), reset: place(host, dy), out: place(host, dy), dy: place(host, dy) };
      const [beforePtr, placedBack] = [isFirst ? 0 : host.put(before.values), place(host, dBefore)];
      const backPtr = isFirst ? 0 : placedBack.pointer;
      const exactGates = exact(gates);
      const [reset, out, back] = [exact(dy), exact(dy), exact(dBefore)];
      const [old, oldBack] = isFirst ? [null, null] : [exact(before), back];
      const step = [rows, units, placed.gates.pointer, gates.stride, beforePtr, before.stride] as const;
      const exactStep = [rows, units, exactGates, gates.stride, old, before.stride] as const;
      kernels.gruReset(...step, placed.reset.pointer, dy.stride);
      reference.gruReset(...exactStep, reset, dy.stride);
      kernels.gruMix(...step, placed.out.pointer, dy.stride);
      reference.gruMix(...exactStep, out, dy.stride);
      const bound = 40 * EPSILON_F32;
      expectNear(placed.gates.read(), exactGates, () => bound);
      expectNear(placed.reset.read(), reset, () => 6 * bound);
      expectNear(placed.out.read(), out, () => 6 * bound);

      const wayBack = [placed.gates.pointer, gates.stride, beforePtr, before.stride, backPtr, dBefore.stride] as const;
      const exactBack = [exactGates, gates.stride, old, before.stride, oldBack, dBefore.stride] as const;
      kernels.gruMixBackward(rows, units, placed.dy.pointer, dy.stride, ...wayBack);
      reference.gruMixBackward(rows, units, exact(dy), dy.stride, ...exactBack);
      kernels.gruResetBackward(rows, units, placed.dy.pointer, dy.stride, ...wayBack);
      reference.gruResetBackward(rows, units, exact(dy), dy.stride, ...exactBack);
      expectNear(placed.gates.read(), exactGates, () => 100 * bound);
      expectNear(placedBack.read(), back, () => 100 * bound);
      for (const matrix of [gates, dy, dBefore]) expectPadding(Float32Array.from(matrix.values), matrix);
    });
  });
});

describe("affineRows", () => {
  it.each(SIZES)("is that of exact arithmetic with %i outputs", (outputs) => {
    seeded(95_000 + outputs, (random) => {
      for (const [rows, inputs] of [
        [1, 5],
        [6, 16],
      ] as const) {
        for (const [relu, accumulate, hasBias] of [
          [false, false, true],
          [true, false, true],
          [false, true, false],
        ] as const) {
          host.reset();
          const [x, w] = [randomMatrix(random, rows, inputs), randomMatrix(random, inputs, outputs)];
          const y = randomMatrix(random, rows, outputs);
          const bias = randomVector(random, outputs);
          const [placedX, placedW, placedY] = [place(host, x), place(host, w), place(host, y)];
          kernels.affineRows(
            ...([rows, inputs, outputs, placedX.pointer, x.stride, placedW.pointer, w.stride] as const),
            ...([hasBias ? host.put(bias) : 0, Number(relu), Number(accumulate), placedY.pointer, y.stride] as const),
          );
          const expected = exact(y);
          reference.affineRows(
            ...([rows, inputs, outputs, exact(x), x.stride, exact(w), w.stride, hasBias ? bias : null] as const),
            ...([relu, accumulate, expected, y.stride] as const),
          );
          expectNear(placedY.read(), expected, () => (inputs + 2) * EPSILON_F32 * (12 + 36 * inputs));
          expectPadding(placedY.read(), y);
        }
      }
    });
  });
});

describe("markedLoss", () => {
  it.each(SIZES)("and its gradient are those of exact arithmetic with %i columns", (columns) => {
    seeded(96_000 + columns, (random) => {
      host.reset();
      const rows = 5;
      const logits = randomMatrix(random, rows, columns);
      // The second row wants nothing; a column may come twice.
      const offsets = Uint32Array.of(0, 3, 3, 4, 9, 10);
      const indices = Uint32Array.from({ length: 10 }, () => random.nextInteger(columns));
      const values = Float32Array.from({ length: 10 }, (_, at) => (at % 3 === 0 ? 1 : -1) * (0.5 + random.nextFloat()));
      const [placed, gradients] = [place(host, logits), place(host, logits)];
      const entries = [host.put(offsets), host.put(indices), host.put(values)] as const;
      const shape = [rows, columns, placed.pointer, logits.stride, ...entries, 0.25] as const;
      const expected = exact(logits);
      const sum = markedLoss(rows, columns, exact(logits), logits.stride, offsets, indices, values, 0.25, expected);
      expect(Math.abs(kernels.markedLoss(...shape, gradients.pointer) - sum)).toBeLessThanOrEqual(1e-12 * sum);
      expect(kernels.markedLoss(...shape, 0)).toBe(kernels.markedLoss(...shape, gradients.pointer));
      expectNear(gradients.read(), expected, () => 10 * EPSILON_F32);
      expectPadding(gradients.read(), logits);
    });
  });
});
