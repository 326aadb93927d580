import { fiveDigits } from "./format.ts";

/** `factors.values.part-00002`: rows of a tensor that is too large for one shard. Parts count from 1. */
export function partName(tensorName: string, part: number): string {
  return `${tensorName}.part-${fiveDigits(part)}`;
}

/** The tensor and the number in a part's name, or undefined for a whole tensor. */
export function parsePartName(name: string): { readonly tensorName: string; readonly part: number } | undefined {
  const match = /^(.+)\.part-([0-9]{5})$/s.exec(name);
  return match?.[1] === undefined ? undefined : { tensorName: match[1], part: Number(match[2]) };
}
