import type { ItemTable } from "../data/items.ts";

/** How examples are made. */
export interface ExampleSettings {
  readonly seed: number;
  /** How many candidates a list has, at most. */
  readonly candidateCount: number;
  readonly items: Pick<ItemTable, "categories" | "numbers">;
  /** Whether features read the times of items. */
  readonly itemTimes: boolean;
}
