import type { BadRows } from "../faults.ts";
import type { Catalogue } from "./catalogue.ts";

/** A catalogue file as read, with an account of its rows. */
export interface ReadCatalogue {
  readonly catalogue: Catalogue;
  readonly rowsRead: number;
  readonly bad: BadRows;
  /** What somebody should know of the rows; absent where there is nothing. */
  readonly notes?: readonly string[];
}
