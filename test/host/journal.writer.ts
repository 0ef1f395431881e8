// A process that journals until it is killed; says on its output what was acknowledged. Started by `journal.test.ts`.

import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { openJournal } from "../../src/host/journal.ts";

const [folder, from] = process.argv.slice(2);
const journal = await openJournal({ folder, maxEntries: 100_000, maxBytes: 1e9 });
for (let generation = Number(from); ; generation++) {
  const code = `// ${generation}\n${"x".repeat((generation * 997) % 20_000)}`;
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const at = new Date(generation).toISOString();
  await journal.append({ at, generation, sketch: "a.ts", hash }, { sketch: "a.ts", code, map: "{}" });
  writeSync(1, `${generation}\n`);
}
