import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { createRandom } from "../../src/random.ts";

/** A users × items matrix in which each pair is observed with the given chance, with values 1 … 5. */
export function randomTable(userCount: number, itemCount: number, chance: number, seed: number): Csr {
  const random = createRandom(seed);
  const [users, items, values]: [number[], number[], number[]] = [[], [], []];
  for (let user = 0; user < userCount; user++) {
    for (let item = 0; item < itemCount; item++) {
      if (random.nextFloat() >= chance) continue;
      users.push(user);
      items.push(item);
      values.push(1 + random.nextInteger(5));
    }
  }
  return csrFromCoordinates(
    userCount,
    itemCount,
    Uint32Array.from(users),
    Uint32Array.from(items),
    Float32Array.from(values),
  );
}
