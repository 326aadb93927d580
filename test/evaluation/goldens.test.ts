import { beforeAll, describe, expect, it } from "vitest";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import { differences, readGolden } from "./goldens/read-golden.ts";
import { foldOf, playback } from "./playback.ts";

/** Written by scripts/goldens/ranking-metrics.py, which shares no code with what is tested. */
interface Golden {
  readonly itemCount: number;
  readonly lengths: number[];
  readonly users: { readonly train: number[]; readonly test: number[]; readonly ranked: number[] }[];
  readonly measuredUsers: number[];
  readonly means: Record<string, number>;
  readonly perUser: Record<string, number[]>;
}

/** Written by scripts/goldens/ranking-libraries.py: by library, metric and place in `measuredUsers`. */
interface LibraryGolden {
  readonly libraries: Record<string, Record<string, number[]>>;
}

const golden = readGolden<Golden>("ranking-metrics");
const { libraries } = readGolden<LibraryGolden>("ranking-libraries");

/** Figures by what they are of: `ndcg@10 of user 17`. */
function byUser(
  columns: Readonly<Record<string, ArrayLike<number>>>,
  users: ArrayLike<number>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, column]) =>
      Array.from(column, (value, place) => [`${name} of user ${users[place]}`, value]),
    ),
  );
}

/** Every figure of an evaluation of rankings for the golden's users. */
async function measure(ranked: readonly (readonly number[])[]): Promise<Record<string, number>> {
  const train = golden.users.map((user) => user.train);
  const fold = foldOf(golden.itemCount, golden.users);
  const { metrics, perUser } = await evaluateModel(playback(train, ranked), fold, golden.lengths, { batchSize: 8 });
  return { ...metrics, ...byUser(perUser.values, perUser.users) };
}

describe("metrics against values computed outside this code", () => {
  const expected = { ...golden.means, ...byUser(golden.perUser, golden.measuredUsers) };
  const ranked = golden.users.map((user) => user.ranked);
  let got: Record<string, number>;

  beforeAll(async () => {
    got = await measure(ranked);
  });

  it("agree for every user and on average", () => {
    expect(differences(expected, got)).toEqual([]);
  });

  it("are of the same users", () => {
    const measured = Object.keys(got).filter((name) => name.startsWith("ndcg@10 of user"));
    expect(measured).toEqual(golden.measuredUsers.map((user) => `ndcg@10 of user ${user}`));
  });

  it.each(Object.keys(libraries))("agree with %s", (library) => {
    const columns = libraries[library] ?? {};
    expect(Object.keys(columns).sort()).toEqual(Object.keys(golden.perUser).sort());
    expect(differences(byUser(columns, golden.measuredUsers), got)).toEqual([]);
  });

  it("are told apart from values that are off by a little", () => {
    for (const [name, value] of Object.entries(expected)) {
      expect(differences({ ...expected, [name]: value + 1e-9 }, got), name).toHaveLength(1);
    }
  });

  it("are told apart from those of another ranking", async () => {
    const other = await measure(ranked.map((list) => list.toReversed()));
    expect(differences(expected, other).length).toBeGreaterThan(20);
  });

  it("are missed when they are not computed", () => {
    const { "map@5": _, ...others } = got;
    expect(differences(expected, others)).toHaveLength(1);
  });
});
