export const MIB = 1024 * 1024;

/** `1.2 MiB`, or KiB below one. */
export function sizeText(bytes: number): string {
  return bytes < MIB ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / MIB).toFixed(1)} MiB`;
}
