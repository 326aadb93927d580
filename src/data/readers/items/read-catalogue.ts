import type { BadRows } from "../faults.ts";
import type { Catalogue } from "./catalogue.ts";

/** A catalogue file as read, with counts of its rows. */
export interface ReadCatalogue {
  readonly catalogue: Catalogue;
  readonly rowsRead: number;
  readonly bad: BadRows;
  /** Notes on the rows; absent where there are none. */
  readonly notes?: readonly string[];
}
