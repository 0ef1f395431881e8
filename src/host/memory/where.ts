// Which line made this? Typed arrays and buffers carry their site while tracing is on; objects are sampled and do not.

import { PAGE_GLOBAL, WORKER_GLOBAL } from "../../protocol/link.ts";
import type { EvaluateResult, Link } from "../link.ts";
import { CommandProblem } from "../show-api.ts";
import type { Site, WhereReport } from "./memory-api.ts";

const GROUP = "hairline-where";
const LIMIT_MS = 1000;

export async function where(
  parts: {
    link: Link;
    at: "page" | number;
    siteOf(at: "page" | number, number: number): Promise<Site | null>;
    sourceOf(site: Site): string;
  },
  expression: string,
): Promise<WhereReport> {
  const { link, at } = parts;
  try {
    const { result, exceptionDetails } = await link.evaluate(at, {
      expression,
      timeoutMs: LIMIT_MS,
      repl: true,
      byValue: false,
      objectGroup: GROUP,
    });
    if (exceptionDetails) {
      const text = String(exceptionDetails.exception?.description ?? exceptionDetails.text).split("\n")[0];
      throw new CommandProblem({
        severity: "error",
        what: text,
        expected: "the name of a typed array or buffer of this realm",
      });
    }
    const what = String(result.description ?? result.type);
    if (result.subtype !== "typedarray" && result.subtype !== "arraybuffer" && result.subtype !== "dataview") {
      throw new CommandProblem({
        severity: "error",
        what: `${expression} is ${what}`,
        expected: "a typed array or buffer: objects are sampled, not tagged",
        try: "`.diff` names the function that makes them, `.zoom` the line.",
      });
    }
    const door = at === "page" ? PAGE_GLOBAL : WORKER_GLOBAL;
    const asked = (await link.send(at, "Runtime.callFunctionOn", {
      objectId: result.objectId,
      functionDeclaration: `function () { return globalThis.${door}.siteOf(this); }`,
      returnByValue: true,
    })) as EvaluateResult;
    const number = asked.result.value;
    const site = typeof number === "number" && number >= 0 ? await parts.siteOf(at, number) : null;
    return { what, site, source: site ? parts.sourceOf(site) : "" };
  } finally {
    await link.send(at, "Runtime.releaseObjectGroup", { objectGroup: GROUP }).catch(() => {});
  }
}
