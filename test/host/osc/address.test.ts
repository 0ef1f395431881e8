import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AddressPattern, isPattern, parsePattern } from "../../../src/host/osc/address.ts";

const compile = (text: string): AddressPattern => {
  const pattern = parsePattern(text);
  assert.ok(typeof pattern === "object", String(pattern));
  return pattern;
};

const TABLE: [pattern: string, matching: string[], others: string[]][] = [
  ["/a/b", ["/a/b"], ["/a", "/a/b/c", "/a/c", ""]],
  ["/a/?", ["/a/b"], ["/a/", "/a/bb", "/a//"]],
  ["/a/*", ["/a/", "/a/b", "/a/bcd"], ["/a/b/c", "/a"]],
  ["/*/b", ["/a/b", "/xyz/b"], ["/a/c", "/b"]],
  ["/a*c", ["/ac", "/abc", "/accc"], ["/ab", "/a/c"]],
  ["/[a-c]", ["/a", "/b", "/c"], ["/d", "/-", "/ab"]],
  ["/[c-a]", ["/b"], ["/d"]],
  ["/[!a-c]", ["/d", "/!"], ["/a", "//"]],
  ["/[abx-]", ["/a", "/x", "/-"], ["/c"]],
  ["/{red,blue}/1", ["/red/1", "/blue/1"], ["/green/1", "/redblue/1", "//1"]],
  ["/{a,ab}c", ["/ac", "/abc"], ["/bc"]],
  ["/x{,y}", ["/x", "/xy"], ["/y"]],
  ["//b", ["/b", "/a/b", "/a/c/b"], ["/a", "/b/c"]],
  ["/a//b", ["/a/b", "/a/x/b", "/a/x/y/b"], ["/a//b/c", "/ab", "/x/a/b"]],
  ["/a//*", ["/a/b", "/a/b/c"], ["/b/a"]],
];
for (const [text, matching, others] of TABLE)
  test(`pattern ${text}`, () => {
    const pattern = compile(text);
    for (const address of matching) assert.ok(pattern.matches(address), `${address} should match`);
    for (const address of others) assert.ok(!pattern.matches(address), `${address} should not match`);
  });

test("a pattern that is none says why", () => {
  assert.match(String(parsePattern("/[ab")), /without its "\]"/);
  assert.match(String(parsePattern("/{a,b")), /without its "}"/);
  assert.match(String(parsePattern("/a]")), /without its beginning/);
  assert.match(String(parsePattern(`/${"*".repeat(300)}`)), /the limit is 256/);
});

test("an address without wildcards matches itself alone", () => {
  const plain = fc
    .string({ unit: fc.constantFrom("a", "b", "/", "1", ".") })
    .map((text) => `/${text}`.replace(/\/{2,}/g, "/"));
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      assert.ok(!isPattern(a));
      assert.equal(compile(a).matches(b), a === b);
    }),
  );
});

test("the automaton agrees with the same pattern as a regular expression", () => {
  const items: [string, string][] = [
    ["*", "[^/]*"],
    ["?", "[^/]"],
    ["a", "a"],
    ["b", "b"],
    ["{a,ab,}", "(?:a|ab|)"],
    ["[!a]", "[^a/]"],
    ["[a-b]", "[a-b]"],
    ["/", "/"],
  ];
  const pattern = fc.array(fc.constantFrom(...items), { maxLength: 7 }).filter((parts) => {
    return !parts.some(([text], i) => text === "/" && (i === 0 || parts[i - 1][0] === "/"));
  });
  const address = fc.array(fc.constantFrom("a", "b", "c", "/"), { maxLength: 8 }).map((parts) => `/${parts.join("")}`);
  fc.assert(
    fc.property(pattern, address, (parts, each) => {
      const text = `/${parts.map(([osc]) => osc).join("")}`;
      const expected = new RegExp(`^/${parts.map(([, regular]) => regular).join("")}$`).test(each);
      assert.equal(compile(text).matches(each), expected, `${text} against ${each}`);
    }),
    { numRuns: 3000 },
  );
});

test("many stars cost no more than their number times the length", () => {
  const pattern = compile(`/${"*a".repeat(120)}b`);
  const started = process.cpuUsage().user;
  assert.ok(!pattern.matches(`/${"a".repeat(250)}`));
  const ms = (process.cpuUsage().user - started) / 1000;
  assert.ok(ms < 500, `took ${ms} ms; a backtracking matcher takes for ever`);
});
