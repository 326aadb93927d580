/** Ids in ascending order: by number where all of them are whole numbers, else by UTF-16 units. */
export function ascendingIds(ids: Iterable<string>): string[] {
  const list = [...ids];
  const isNumbered = list.every((id) => /^[0-9]+$/.test(id));
  return list.sort(isNumbered ? byNumber : byText);
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const digits = (id: string): string => id.replace(/^0+/, "");

function byNumber(a: string, b: string): number {
  const [first, second] = [digits(a), digits(b)];
  return first.length - second.length || byText(first, second) || byText(a, b);
}
