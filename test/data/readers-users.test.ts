import { describe, expect, it } from "vitest";
import { filterDataset } from "../../src/data/filter-counts.ts";
import { categoryValues } from "../../src/data/items.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import type { UserTable } from "../../src/data/users.ts";
import { dataErrorOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const ratings = write("ratings.csv", "user,item\n1,10\n1,2\n2,33\n3,33\n");

function valuesOf(table: UserTable | undefined, name: string): string[][] {
  const column = table?.categories.get(name);
  if (!table || !column) throw new Error(`no column ${name}`);
  return table.userIds.ids.map((_, user) => categoryValues(column, user));
}

describe("a table of users", () => {
  it("is put into the order of the interactions, with an account of both sides", async () => {
    const usersPath = write("users.csv", "userId,gender,age,likes\n3,F,34,a|b\n1,M,,b\n9,F,20,\n");
    const { users, report } = await openDataset(ratings, { usersPath });
    expect(users?.userIds.ids).toEqual(["1", "2", "3"]);
    expect(valuesOf(users, "gender")).toEqual([["M"], [], ["F"]]);
    expect(valuesOf(users, "age")).toEqual([[], [], ["34"]]);
    expect(valuesOf(users, "likes")).toEqual([["b"], [], ["b", "a"]]);
    // 20 and the user 9 are gone with each other.
    expect(users?.categories.get("age")?.dictionary).toEqual(["34"]);
    expect(report).toMatchObject({ tableOnlyUsers: 1, untabledUsers: 1 });
  });

  it.each([
    ["u.user", "1|24|M|12|85711\n3|53|F|other|94043\n"],
    ["users.dat", "1::M::24::12::85711\n3::F::53::other::94043\n"],
  ])("is read from %s of MovieLens, which has no header", async (name, text) => {
    const { users } = await openDataset(ratings, { usersPath: write(name, text) });
    expect([...(users?.categories.keys() ?? [])].sort()).toEqual(["age", "gender", "occupation", "zip"]);
    expect(valuesOf(users, "gender")).toEqual([["M"], [], ["F"]]);
    expect(valuesOf(users, "occupation")).toEqual([["12"], [], ["other"]]);
    expect(valuesOf(users, "age")).toEqual([["24"], [], ["53"]]);
  });

  it("follows the users that a filter leaves", async () => {
    const usersPath = write("some.jsonl", '{"id": "1", "plan": "gold"}\n{"id": "2", "plan": "tin"}\n');
    const { users } = await filterDataset(await openDataset(ratings, { usersPath }), { minUserInteractions: 2 });
    expect(users?.userIds.ids).toEqual(["1"]);
    expect(valuesOf(users, "plan")).toEqual([["gold"]]);
  });

  it("is absent where no file was given", async () => {
    const { users, report } = await openDataset(ratings);
    expect(users).toBeUndefined();
    expect(report).not.toHaveProperty("tableOnlyUsers");
  });

  it.each([
    [
      "missing-column",
      "name,age\nann,3\n",
      "expected a user id column (userId, user, customerId, id …) in the first row, got name, age",
    ],
    [
      "duplicate-user",
      "id,age\n1,3\n2,4\n1,5\n",
      'bad.csv:4: expected every user once, got "1" again (first on line 2)',
    ],
    ["no-rows", "id,age\n", "expected at least one user, got none"],
    ["bad-rows", "id,age\n1,3\n,4\n", "user: expected an id"],
  ])("is refused with %s", async (code, text, message) => {
    const error = await dataErrorOf(openDataset(ratings, { usersPath: write("bad.csv", text) }));
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
  });

  it("loses bad rows where that was asked for, and counts them", async () => {
    const usersPath = write("bad.csv", "id,age\n1,3\n,4\n");
    const { users, report } = await openDataset(ratings, { usersPath, skipBadRows: true });
    expect(valuesOf(users, "age")).toEqual([["3"], [], []]);
    expect(report).toMatchObject({ badRows: 1, badRowExamples: ['bad.csv:3: user: expected an id, got ""'] });
  });
});
