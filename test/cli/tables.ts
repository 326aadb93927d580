const SIZE = 12;

/**
 * Twelve users, twelve items: even users took the even items and odd users the odd ones, but nobody their own number.
 * So the withheld `i3` is the best answer for `u3`, and every item is most like those of its own colour.
 */
export function checkerboard(): string {
  return table((user, item) => user % 2 === item % 2 && user !== item);
}

/** What the checkerboard withholds: each user's own number. */
export function checkerboardDiagonal(): string {
  return table((user, item) => user === item);
}

function table(taken: (user: number, item: number) => boolean): string {
  const rows = ["userId,itemId,rating,timestamp"];
  for (let user = 0; user < SIZE; user++) {
    for (let item = 0; item < SIZE; item++) {
      if (taken(user, item)) rows.push(`u${user},i${item},${3 + ((user + item) % 3)},${1000 + user * 20 + item}`);
    }
  }
  return `${rows.join("\n")}\n`;
}

/**
 * Thirty-six users of three tastes, thirty items of three tags: a user takes more than half of the items of one tag and
 * nothing else. One factor cannot tell three tastes apart, the tags can: a head that sees them wins.
 */
export function tastes(): { readonly interactions: string; readonly items: string } {
  const interactions = ["userId,itemId,timestamp"];
  const items = ["itemId,title,tags,year"];
  for (let item = 0; item < 30; item++) items.push(`i${item},Item ${item},t${item % 3},${1990 + item}`);
  for (let user = 0; user < 36; user++) {
    for (let item = user % 3; item < 30; item += 3) {
      const chance = ((user * 31 + item * 17) * 2_654_435_761) % 100;
      if (chance < 60) interactions.push(`u${user},i${item},${100 * user + item}`);
    }
  }
  return { interactions: `${interactions.join("\n")}\n`, items: `${items.join("\n")}\n` };
}

/** A table without its last column, the times: what a head learns then is what histories lack, not what comes next. */
export function untimed(table: string): string {
  return table.replaceAll(/,[^,\n]*\n/g, "\n");
}

/** Rows without times: `user,item` and whatever else the header names. */
export function rows(header: string, lines: readonly string[]): string {
  return `${[header, ...lines].join("\n")}\n`;
}
