import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { givenFold, parseProtocol, split, splitForValidation } from "../../src/data/splits.ts";
import { codeOf, only, pairs, tableOf } from "./splits-tables.ts";

describe("parsing a protocol", () => {
  it("writes the name as the command line does, in one spelling", () => {
    const names = [
      ["random:0.20", "random:0.2"],
      [" random:2e-1 ", "random:0.2"],
      ["random:.2:covered", "random:0.2:covered"],
      ["kfold:05", "kfold:5"],
      ["leave-last-out", "leave-last-out"],
      ["leave-last-out:row-order", "leave-last-out:row-order"],
      ["temporal:0.10", "temporal:0.1"],
      ["stratified-by-item:0.250", "stratified-by-item:0.25"],
      ["stratified-by-user:0.2", "stratified-by-user:0.2"],
      ["strong:1e-1", "strong:0.1"],
      ["negatives:0100", "negatives:100"],
      ["negatives:99:row-order", "negatives:99:row-order"],
      ["given", "given"],
    ] as const;
    for (const [text, name] of names) expect(parseProtocol(text).name).toBe(name);
  });

  it("answers an unknown name with those that exist, and with the one that may be meant", () => {
    for (const text of ["bootstrap", "", "Random:0.2", "toString", "constructor:1"]) {
      expect(codeOf(() => parseProtocol(text))).toBe("unknown-protocol");
    }
    expect(() => parseProtocol("bootstrap")).toThrow(
      "protocol: expected one of random:FRACTION[:covered], kfold:FOLDS, leave-last-out[:row-order], " +
        "temporal:FRACTION, stratified-by-item:FRACTION, stratified-by-user:FRACTION, strong:FRACTION, " +
        'negatives:COUNT[:row-order], given; got "bootstrap"',
    );
    expect(() => parseProtocol("Random:0.2")).toThrow('got "Random:0.2" (did you mean random?)');
    expect(() => parseProtocol("k-fold:5")).toThrow("(did you mean kfold?)");
    expect(() => parseProtocol("leave-one-out")).toThrow("(did you mean leave-last-out?)");
    expect(() => parseProtocol("stratified-by-users:0.2")).toThrow("(did you mean stratified-by-user?)");
  });

  it("refuses a parameter that does not fit", () => {
    const fractions = ["", ":", ": ", ":0", ":1", ":-0.2", ":20%", ":0.2x", ":NaN", ":Infinity", ":1e-999", ":0.2:3"];
    const kinds = ["random", "temporal", "stratified-by-item", "stratified-by-user", "strong"];
    const texts = kinds.flatMap((kind) => fractions.map((fraction) => kind + fraction));
    const counts = ["", ":", ":0", ":-5", ":2.5", ":5x", ":1e2", ":Infinity", ":99999999999999999999", ":5:5"];
    texts.push(...["kfold", "negatives"].flatMap((kind) => counts.map((count) => kind + count)));
    texts.push("random:0.2:covered:1", "random::covered", "temporal:0.2:covered", "kfold:1", "leave-last-out:5");
    texts.push("leave-last-out:row-order:1", "negatives:5:row-order:1", "negatives::row-order", "given:1");
    for (const text of texts) expect(`${text} ${codeOf(() => parseProtocol(text))}`).toBe(`${text} bad-protocol`);
    expect(() => parseProtocol("random:20%")).toThrow(
      'protocol random: expected a fraction between 0 and 1, as in random:0.2 or random:0.2:covered, got "20%"',
    );
    expect(() => parseProtocol("kfold:1")).toThrow("a single fold would test every row and leave none to train on");
  });
});

describe("a random split", () => {
  it("sends exactly round(fraction · n) rows to test", () => {
    for (const [fraction, count, expected] of [
      [0.2, 10, 2],
      [0.25, 10, 3],
      [0.24, 10, 2],
      [0.5, 3, 2],
      [0.9, 11, 10],
    ] as const) {
      const fold = only(split(tableOf([count]), parseProtocol(`random:${fraction}`), 1));
      expect(fold.test.users.length).toBe(expected);
      expect(fold.train.users.length).toBe(count - expected);
    }
  });

  it("is disjoint and exhaustive, and keeps rows whole and in order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        (counts, seed) => {
          const whole = { ...tableOf(counts), feedback: "explicit" as const };
          const values = Float32Array.from(whole.users, (_, row) => row);
          const timestamps = Float64Array.from(whole.users, (_, row) => 1000 + row);
          const fold = only(split({ ...whole, values, timestamps }, parseProtocol("random:0.4"), seed));
          expect([...fold.train.values, ...fold.test.values].sort((a, b) => a - b)).toEqual([...values]);
          for (const part of [fold.train, fold.test]) {
            expect([...part.values]).toEqual([...part.values].sort((a, b) => a - b));
            expect([...part.users]).toEqual(Array.from(part.values, (row) => whole.users[row]));
            expect([...part.items]).toEqual(Array.from(part.values, (row) => whole.items[row]));
            expect([...(part.timestamps ?? [])]).toEqual(Array.from(part.values, (row) => 1000 + row));
            expect(part.feedback).toBe("explicit");
            expect(part.userIds).toBe(whole.userIds);
            expect(part.itemIds).toBe(whole.itemIds);
          }
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });

  it("depends on the seed and on nothing else", () => {
    const table = tableOf([20, 20]);
    const testOf = (seed: number) => pairs(only(split(table, parseProtocol("random:0.3"), seed)).test);
    expect(testOf(1)).toEqual(testOf(1));
    expect(testOf(1)).not.toEqual(testOf(2));
  });

  it("gives every row the same chance", () => {
    const table = tableOf([10]);
    const timesInTest = new Float64Array(10);
    for (let seed = 0; seed < 2000; seed++) {
      for (const item of only(split(table, parseProtocol("random:0.3"), seed)).test.items) timesInTest[item]! += 1;
    }
    // 600 expected; the standard deviation is √(2000 · 0.3 · 0.7) ≈ 20.5, five of them are about 103.
    for (const times of timesInTest) expect(Math.abs(times - 600)).toBeLessThan(103);
  });

  it("says so where a part would be empty", () => {
    expect(codeOf(() => split(tableOf([2]), parseProtocol("random:0.2"), 1))).toBe("empty-split");
    expect(codeOf(() => split(tableOf([2]), parseProtocol("random:0.9"), 1))).toBe("empty-split");
    expect(codeOf(() => split(tableOf([]), parseProtocol("random:0.2"), 1))).toBe("no-interactions");
  });

  it("refuses a bad seed", () => {
    const table = tableOf([10]);
    expect(() => split(table, parseProtocol("random:0.2"), -1)).toThrow(RangeError);
    expect(() => split(table, parseProtocol("random:0.2"), 0.5)).toThrow(
      "seed: expected an integer from 0 to 4294967295",
    );
  });
});

describe("leave-last-out", () => {
  const dated: Interaction[] = [
    { userId: "ann", itemId: "new", timestamp: 30 },
    { userId: "bob", itemId: "tie-1", timestamp: 5 },
    { userId: "ann", itemId: "old", timestamp: 10 },
    { userId: "bob", itemId: "tie-2", timestamp: 5 },
    { userId: "ann", itemId: "middle", timestamp: 20 },
    { userId: "bob", itemId: "older", timestamp: 1 },
    { userId: "cleo", itemId: "old", timestamp: 99 },
  ];

  it("holds out each user's latest interaction, one of equal times, and leaves single ones in train", () => {
    const fold = only(split(interactionsFrom(dated, "implicit"), parseProtocol("leave-last-out"), 1));
    expect(pairs(fold.test)).toEqual(["ann new", "bob tie-1"]);
    expect(pairs(fold.train)).toEqual(["ann old", "bob tie-2", "ann middle", "bob older", "cleo old"]);
    expect(fold.name).toBe("leave-last-out");
    expect(fold.ties).toEqual({ users: 1, throughout: 0, of: 2 });
  });

  it("handles times before 1970", () => {
    const early = dated.map((row) => ({ ...row, timestamp: (row.timestamp ?? 0) - 1000 }));
    const fold = only(split(interactionsFrom(early, "implicit"), parseProtocol("leave-last-out"), 1));
    expect(pairs(fold.test)).toEqual(["ann new", "bob tie-1"]);
  });

  it("needs timestamps", () => {
    const undated = dated.map(({ userId, itemId }) => ({ userId, itemId }));
    const action = () => split(interactionsFrom(undated, "implicit"), parseProtocol("leave-last-out"), 1);
    expect(codeOf(action)).toBe("missing-timestamps");
    expect(action).toThrow("leave-last-out:row-order");
  });

  it("counts the interactions whose time is unknown", () => {
    const holes = dated.map((row, place) => (place === 2 || place === 5 ? { ...row, timestamp: Number.NaN } : row));
    const action = () => split(interactionsFrom(holes, "implicit"), parseProtocol("leave-last-out"), 1);
    expect(codeOf(action)).toBe("missing-timestamps");
    expect(action).toThrow("2 of 7 have none (the first is interaction 3)");
  });

  it("takes the order of rows for time when told to, with or without timestamps", () => {
    const undated = dated.map(({ userId, itemId }) => ({ userId, itemId }));
    for (const list of [undated, dated]) {
      const fold = only(split(interactionsFrom(list, "implicit"), parseProtocol("leave-last-out:row-order"), 1));
      expect(pairs(fold.test)).toEqual(["ann middle", "bob older"]);
    }
  });

  it("says so where no user has two interactions", () => {
    const table = interactionsFrom([{ userId: "ann", itemId: "only", timestamp: 1 }], "implicit");
    expect(codeOf(() => split(table, parseProtocol("leave-last-out"), 1))).toBe("empty-split");
  });
});

describe("a given split", () => {
  const train = interactionsFrom(
    [
      { userId: "ann", itemId: "x" },
      { userId: "bob", itemId: "y" },
    ],
    "implicit",
  );
  const test = interactionsFrom(
    [
      { userId: "cleo", itemId: "z" },
      { userId: "bob", itemId: "x" },
    ],
    "implicit",
  );

  it("joins two tables over one vocabulary and keeps every row", () => {
    const fold = givenFold(train, test);
    expect(pairs(fold.train)).toEqual(["ann x", "bob y"]);
    expect(pairs(fold.test)).toEqual(["cleo z", "bob x"]);
    expect(fold.train.userIds).toBe(fold.test.userIds);
    expect(fold.train.itemIds).toBe(fold.test.itemIds);
    expect(fold.train.userIds.ids).toEqual(["ann", "bob", "cleo"]);
    expect(fold.train.itemIds.ids).toEqual(["x", "y", "z"]);
    expect([...fold.test.users]).toEqual([2, 1]);
    expect(fold.name).toBe("given");
  });

  it("keeps the vocabulary of train where test adds nothing to it", () => {
    expect(givenFold(train, train).test.itemIds).toBe(train.itemIds);
  });

  it("cannot be made of one table or an empty one", () => {
    expect(codeOf(() => split(train, parseProtocol("given"), 1))).toBe("given-needs-two-tables");
    expect(codeOf(() => givenFold(train, tableOf([])))).toBe("empty-split");
  });
});

describe("a validation split", () => {
  it("holds out ceil(fraction · n) of each user with at least 5 interactions, at least one, never all", () => {
    const heldOut = (count: number, fraction: number) =>
      splitForValidation(tableOf([count]), fraction, 1).test.users.length;
    expect([4, 5, 6, 10, 11].map((count) => heldOut(count, 0.1))).toEqual([0, 1, 1, 1, 2]);
    expect(heldOut(5, 0)).toBe(1);
    expect(heldOut(5, 1)).toBe(4);
    // 0.07 · 100 is 7.000000000000001 in floating point.
    expect(heldOut(100, 0.07)).toBe(7);
  });

  it("is seeded, disjoint and exhaustive, and touches no short history", () => {
    const table = tableOf([4, 30, 5, 12]);
    const fold = splitForValidation(table, 0.2, 7);
    expect([...pairs(fold.train), ...pairs(fold.test)].sort()).toEqual(pairs(table).sort());
    const ofUser = (user: number) => fold.test.users.filter((other) => other === user).length;
    expect([0, 1, 2, 3].map(ofUser)).toEqual([0, 6, 1, 3]);
    expect(pairs(splitForValidation(table, 0.2, 7).test)).toEqual(pairs(fold.test));
    expect(pairs(splitForValidation(table, 0.2, 8).test)).not.toEqual(pairs(fold.test));
  });

  it("has an empty test part where every history is short", () => {
    const fold = splitForValidation(tableOf([4, 1]), 0.2, 1);
    expect([fold.train.users.length, fold.test.users.length]).toEqual([5, 0]);
  });

  it("refuses a fraction outside 0 to 1", () => {
    expect(() => splitForValidation(tableOf([9]), 1.1, 1)).toThrow(RangeError);
    expect(() => splitForValidation(tableOf([9]), Number.NaN, 1)).toThrow(RangeError);
  });
});
