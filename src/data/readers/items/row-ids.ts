import { describeFault, EXAMPLE_COUNT, fault } from "../faults.ts";
import { trimId } from "../ids.ts";
import { listedValues } from "./literals.ts";
import type { CatalogueTable } from "./rows.ts";

const WHOLE_FLOAT = /^\d+\.0+$/;

/**
 * A table of items or users with its ids as those of interactions are read: without blanks around them, and without
 * `.0` where every id ends so. Rows without an id, or with a list or an object for one, become bad rows. `notes`
 * describe the changes.
 */
export function withReadIds(
  fileName: string,
  role: "item" | "user",
  column: number,
  { names, rows, bad }: CatalogueTable,
): CatalogueTable & { readonly notes: readonly string[] } {
  const trimmed = rows.map(({ line, fields }) => ({ line, fields, id: trimId(fields[column] ?? "") }));
  const faulty = trimmed.flatMap(({ line, id }) => {
    const wrong = idFault(role, id);
    return wrong === null ? [] : [describeFault(fileName, line, wrong)];
  });
  const good = trimmed.filter(({ id }) => idFault(role, id) === null);
  const blanks = good.filter(({ id, fields }) => id !== fields[column]).length;
  const floats = good.length > 0 && good.every(({ id }) => WHOLE_FLOAT.test(id));
  const read = (id: string): string => (floats ? id.replace(/\.0+$/, "") : id);
  return {
    names,
    rows: good.map(({ line, fields, id }) => ({ line, fields: fields.with(column, read(id)) })),
    bad: { count: bad.count + faulty.length, examples: [...bad.examples, ...faulty].slice(0, EXAMPLE_COUNT) },
    notes: [
      ...(blanks > 0 ? [`blanks around ${role} ids were left out, in ${blanks.toLocaleString("en")} rows`] : []),
      ...(floats ? [`${role} ids such as 1.0 are whole numbers and were read as 1`] : []),
    ],
  };
}

/** What is wrong with an id, or null. */
function idFault(role: "item" | "user", id: string): string | null {
  if (id === "") return fault(`${role}: expected an id`, "");
  const nested = /^[[{]/.test(id) && listedValues(id) !== undefined;
  return nested ? fault(`${role}: expected one id, not a list or an object`, id) : null;
}
