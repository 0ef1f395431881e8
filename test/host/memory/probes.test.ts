// Probes must change nothing but the books: same values, same order, same errors, same lines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { originalColumn, probe } from "../../../src/host/memory/probes.ts";

const options = { firstSite: 100, maxSites: 1000 };

/** Runs code, probed or not, and answers what it left in `out` and what was booked. */
function run(code: string, zoom = false) {
  const booked: [site: number, what: string][] = [];
  const note = (site: number, value: unknown) => {
    booked.push([site, Object.prototype.toString.call(value).slice(8, -1)]);
    return value;
  };
  const probed = probe(code, { ...options, zoom });
  const context = { out: undefined as unknown, __hairlineAlloc: note, __hairlineZoom: note };
  runInNewContext(probed.code, context);
  return { out: JSON.stringify(context.out), booked, probed };
}

const ROWS: [what: string, code: string, sites: string[]][] = [
  ["a typed array", "out = new Float32Array(3).length", ["new Float32Array"]],
  ["without brackets", "out = new Float32Array\nout = out.length", ["new Float32Array"]],
  [
    "a view, with the buffer it looks at",
    "const b = new ArrayBuffer(8); out = new Uint8Array(b).length",
    ["new ArrayBuffer", "new Uint8Array"],
  ],
  [
    "a view of a property",
    "const o = { b: new ArrayBuffer(8) }; out = new Uint8Array(o.b, 2, 3).length",
    ["new ArrayBuffer", "new Uint8Array"],
  ],
  [
    "methods that copy",
    "const a = Float32Array.from([1, 2]); out = [...a.slice(1), ...a.map((x) => x * 2)]",
    ["Float32Array.from", ".slice()", ".map()"],
  ],
  [
    "nested",
    "out = new Float32Array(new Uint8Array(4)).slice(0, 2).length",
    [".slice()", "new Float32Array", "new Uint8Array"],
  ],
  ["side by side", "out = [[1,2].slice(0,1),[3].slice()]", [".slice()", ".slice()"]],
  ["an optional chain is left alone", "const a = null; out = a?.b.slice().length ?? 'none'", []],
  [
    "in a default, a template and an arrow",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code under test
    "const f = (a = new Uint8Array(2)) => `${a.slice(1).length}`; out = f()",
    ["new Uint8Array", ".slice()"],
  ],
  [
    "super is no receiver",
    "class A extends Array { slice(...x) { return super.slice(...x) } }; out = A.from([1, 2]).slice(1).length",
    [".slice()"],
  ],
  ["computed names are left alone", "out = [1, 2]['slice'](1).length", []],
  ["nothing in texts and comments", "/* new Float32Array(1) */ out = 'new Float32Array(1)'", []],
];

for (const [what, code, sites] of ROWS) {
  test(`probes: ${what}`, () => {
    const plain = { out: undefined as unknown };
    runInNewContext(code, plain);
    const { out, probed } = run(code);
    assert.equal(out, JSON.stringify(plain.out));
    assert.deepEqual(
      probed.sites.map((site) => site.what),
      sites,
    );
    assert.equal(probed.code.split("\n").length, code.split("\n").length, "lines stay lines");
  });
}

test("a lens wraps whatever else is made, and the meaning stays", () => {
  const code = `
    class P { constructor(x) { this.x = x } get twice() { return this.x * 2 } m() { return [this.x] } static s() { return { a: 1 } } }
    const made = [1, 2].map((x) => ({ x, f() { return x }, get g() { return x } }));
    const { x: first } = made[0]; const [second = { y: 5 }] = [];
    function* gen() { yield [1]; }
    const tag = (parts) => parts.length;
    out = [new P(3).m(), P.s(), made[1].f(), made[1].g, first, second.y, [...gen()], tag\`a\${1}b\`, \`t\${2}\`, (function () { return 7 })()];
  `;
  const plain = { out: undefined as unknown };
  runInNewContext(code, plain);
  const { out, booked, probed } = run(code, true);
  assert.equal(out, JSON.stringify(plain.out));
  const what = probed.sites.map((site) => site.what);
  for (const wanted of ["{…}", "[…]", "new P", "a function", "`…`", ".map()"]) assert.ok(what.includes(wanted), wanted);
  assert.ok(booked.length > 10);
});

test("what is thrown keeps its line, and its column can be taken back", () => {
  const code = "const a = new Float32Array(2); const b = a.slice(0); throw new Error('here')";
  const { code: probed, shifts } = probe(code, options);
  const at = probed.indexOf("throw");
  assert.notEqual(at, code.indexOf("throw"));
  assert.equal(originalColumn(shifts, 1, at), code.indexOf("throw"));
  for (const word of ["const a", "const b", "a.slice"]) {
    assert.equal(originalColumn(shifts, 1, probed.indexOf(word)), code.indexOf(word), word);
  }
  assert.equal(originalColumn(shifts, 7, 3), 3, "a line without probes");
  assert.equal(
    originalColumn(shifts, 1, probed.indexOf("__hairlineAlloc") + 4),
    code.indexOf("new Float32Array"),
    "inside a probe",
  );
});

test("sites know their place, and there are only so many", () => {
  const code = "\n  const a = new Float32Array(2);\n\nconst b = new Uint8Array(3);";
  const { sites, left } = probe(code, options);
  assert.deepEqual(
    sites.map(({ line, column }) => [line, column]),
    [
      [2, 12],
      [4, 10],
    ],
  );
  assert.equal(left, 0);
  const few = probe(code, { ...options, maxSites: 1 });
  assert.equal(few.left, 1);
  assert.equal(few.sites.length, 1);
  const within = probe(code, { ...options, within: (line) => line > 3 });
  assert.deepEqual(
    within.sites.map(({ line }) => line),
    [4],
  );
});
