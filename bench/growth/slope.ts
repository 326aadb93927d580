/**
 * e of  cpuMs ≈ c · size^e:  the slope of the line of least squares through (ln size, ln cpuMs). 1 is linear growth; null where there
 * are fewer than two sizes.
 */
export function growthExponent(points: readonly { readonly size: number; readonly cpuMs: number }[]): number | null {
  const logs = points.map(({ size, cpuMs }) => [Math.log(size), Math.log(cpuMs)] as const);
  const mean = (at: 0 | 1): number => logs.reduce((sum, point) => sum + point[at], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (!(spread > 0)) return null;
  return logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}
