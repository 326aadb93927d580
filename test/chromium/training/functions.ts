import { cosOfTurns, exp, expm1, log, log1p, log2, tanh } from "../../../src/elementary.ts";
import { createRandom } from "../../../src/random.ts";

type Name = "exp" | "expm1" | "log" | "log1p" | "log2" | "tanh" | "cos" | "power" | "hypot";
type Functions = Readonly<Partial<Record<Name, (x: number) => number>>>;

export const OWN: Functions = { exp, expm1, log, log1p, log2, tanh, cos: cosOfTurns };
/** With two that are left to the engine. */
export const OF_ENGINE: Functions = {
  ...{ exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p, log2: Math.log2, tanh: Math.tanh },
  cos: (x) => Math.cos(2 * Math.PI * x),
  power: (x) => x ** 0.7,
  hypot: (x) => Math.hypot(x, 1),
};

/** Where they are asked for. */
const RANGES: Readonly<Record<Name, readonly [number, number]>> = {
  ...{ exp: [-2, 2], expm1: [-2, 2], log: [0, 1000], log1p: [0, 1000], log2: [0, 1000], tanh: [-3, 3], cos: [0, 1] },
  ...{ power: [0, 1000], hypot: [0, 10] },
};
export const VALUES = 20_000;

/** What the functions give for the same arguments on every runtime. */
export function resultsOf(functions: Functions): Record<string, number[]> {
  const entries = Object.entries(RANGES).flatMap(([name, [begin, end]]) => {
    const compute = functions[name as Name];
    const random = createRandom(3);
    const next = () => begin + (end - begin) * random.nextFloat();
    return compute ? [[name, Array.from({ length: VALUES }, () => compute(next()))] as const] : [];
  });
  return Object.fromEntries(entries);
}
