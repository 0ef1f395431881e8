// `npm run docs`: writes what ops and commands say of themselves to where it is read.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { commandTable } from "../../src/host/repl/readme-table.ts";
import { drawExample, opsPage, pictureOf, readOps, wordsSource } from "./op-docs.ts";

const CORE = new URL("../../src/core/", import.meta.url);
const ops = readOps();
writeFileSync(new URL("words.ts", CORE), wordsSource(ops));
writeFileSync(new URL("OPS.md", CORE), opsPage(ops));
rmSync(new URL("pictures/", CORE), { recursive: true, force: true });
mkdirSync(new URL("pictures/", CORE), { recursive: true });
for (const op of ops) writeFileSync(new URL(`pictures/${op.name}.svg`, CORE), pictureOf(drawExample(op), op.name));

const README = new URL("../../README.md", import.meta.url);
const readme = readFileSync(README, "utf8");
const table = /(?<=<!-- commands -->\n)[\s\S]*(?=\n<!-- \/commands -->)/;
writeFileSync(
  README,
  readme.replace(table, () => commandTable()),
);
console.log(`README.md's commands; ${ops.length} ops: src/core/words.ts, src/core/OPS.md, src/core/pictures/`);
