import * as own from "../../../src/elementary.ts";
import { createRandom } from "../../../src/random.ts";

type Name = "exp" | "expm1" | "log" | "log1p" | "log2" | "tanh" | "cos";
type Functions = Readonly<Record<Name, (x: number) => number>>;

export const OWN: Functions = { ...own, cos: own.cosOfTurns };
export const OF_ENGINE: Functions = { ...mathFunctions(), cos: (x) => Math.cos(2 * Math.PI * x) };

function mathFunctions(): Omit<Functions, "cos"> {
  const { exp, expm1, log, log1p, log2, tanh } = Math;
  return { exp, expm1, log, log1p, log2, tanh };
}

/** Where they are asked for. */
const RANGES: Readonly<Record<Name, readonly [number, number]>> = {
  ...{ exp: [-2, 2], expm1: [-2, 2], log: [0, 1000], log1p: [0, 1000], log2: [0, 1000], tanh: [-3, 3], cos: [0, 1] },
};
export const VALUES = 20_000;

/** What the functions give for the same arguments on every runtime. */
export function resultsOf(functions: Functions): Record<string, number[]> {
  const entries = Object.entries(RANGES).map(([name, [begin, end]]) => {
    const random = createRandom(3);
    const results = Array.from({ length: VALUES }, () =>
      functions[name as Name](begin + (end - begin) * random.nextFloat()),
    );
    return [name, results] as const;
  });
  return Object.fromEntries(entries);
}
