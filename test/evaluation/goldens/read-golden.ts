import { readFileSync } from "node:fs";

/** Values are compared to this; goldens keep two digits more. */
export const TOLERANCE = 1e-12;

/** Reads a file that scripts/goldens wrote; null stands for NaN there. */
export function readGolden<T>(name: string): T {
  const text = readFileSync(new URL(`${name}.json`, import.meta.url), "utf8");
  return JSON.parse(text, (_, value) => (value === null ? Number.NaN : value));
}

/** Everything in which figures depart from the expected ones, ready to print; NaN agrees with NaN only. */
export function differences(
  expected: Readonly<Record<string, number>>,
  got: Readonly<Record<string, number | undefined>>,
): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const other = got[name] ?? `no ${name}`;
    const agree = typeof other === "number" && (Object.is(other, value) || Math.abs(other - value) <= TOLERANCE);
    return agree ? [] : [`${name}: expected ${value}, got ${other}`];
  });
}

/** The same figures with one of them off by 1e-9, or without a value where it had one: one copy for each of them. */
export function perturbations(expected: Readonly<Record<string, number>>): Record<string, number>[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const others = Number.isNaN(value) ? [0] : [value + 1e-9, value - 1e-9, Number.NaN];
    return others.map((other) => ({ ...expected, [name]: other }));
  });
}
