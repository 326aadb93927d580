import { createRandom } from "../../src/random.ts";

/** Two parts of a catalogue that no user connects, ratings from 1 to 5 with tastes in them, and three items nobody rated. */
export function ratings(): { readonly interactions: string; readonly items: string } {
  const random = createRandom(7);
  const interactions = ["userId,itemId,rating"];
  const items = ["itemId,title,colour,price"];
  for (let item = 0; item < 48; item++) items.push(`i${item},Title ${item},${item % 2 ? "red" : "blue"},${item + 0.5}`);
  for (let user = 0; user < 60; user++) {
    for (let item = 0; item < 45; item++) {
      const isOwnPart = user < 50 ? item < 38 : item >= 38;
      const liked = user % 3 === item % 3;
      if (!isOwnPart || random.nextFloat() > (liked ? 0.5 : 0.2)) continue;
      const rating = Math.min(5, Math.max(1, (liked ? 4 : 2) + Math.floor(random.nextFloat() * 3) - 1));
      interactions.push(`u${user},i${item},${rating}`);
    }
  }
  return { interactions: `${interactions.join("\n")}\n`, items: `${items.join("\n")}\n` };
}
