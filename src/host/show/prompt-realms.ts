// A typed line, evaluated where it belongs: in a worker or in the page, never in Node. Results are kept only as long as
// they can be printed, because every handle the protocol gives out keeps its object alive.

import type { EvaluateResult, Link } from "../link.ts";
import { CommandProblem, NO_WINDOW, type Realm, type RemoteValue } from "../show-api.ts";
import { printRemote } from "./remote-value.ts";

export interface PromptRealms {
  evaluate(realm: Realm, source: string): Promise<RemoteValue>;
  preview(realm: Realm, source: string): Promise<string | null>;
  complete(realm: Realm, source: string): Promise<[string[], string]>;
}

const LIMIT_MS = 5000;
const GLANCE_MS = 100;
const GROUP = "hairline-prompt";
const MAX_NAMES = 400;

export function createPromptRealms(parts: { link(): Link | null; airWorker(): number | null }): PromptRealms {
  function target(realm: Realm): { link: Link; at: "page" | number } {
    const link = parts.link();
    if (!link) throw new CommandProblem(NO_WINDOW);
    if (realm === "page") return { link, at: "page" };
    if (realm !== "air") {
      if (!link.workerIds().includes(realm.worker)) {
        throw new CommandProblem({
          severity: "error",
          what: `worker ${realm.worker} does not exist`,
          expected: `one of ${link.workerIds().join(", ") || "none"}`,
          try: "`.workers` lists them; `@air` follows the one on air.",
        });
      }
      return { link, at: realm.worker };
    }
    const id = parts.airWorker();
    if (id === null)
      throw new CommandProblem({
        severity: "error",
        what: "no sketch is on air",
        try: "`@page` speaks to the window.",
      });
    return { link, at: id };
  }

  async function release(link: Link, at: "page" | number): Promise<void> {
    await link.send(at, "Runtime.releaseObjectGroup", { objectGroup: GROUP }).catch(() => {});
  }

  return {
    async evaluate(realm, source) {
      const { link, at } = target(realm);
      let answer: EvaluateResult;
      try {
        answer = await link.evaluate(at, {
          expression: source,
          timeoutMs: LIMIT_MS,
          repl: true,
          byValue: false,
          objectGroup: GROUP,
        });
      } catch (error) {
        throw new CommandProblem({
          severity: "error",
          what: `the line did not come to an end: ${error instanceof Error ? error.message : String(error)}`,
          try: "A line may run for five seconds.",
        });
      }
      try {
        if (answer.exceptionDetails) {
          const { exception, text } = answer.exceptionDetails;
          const full = String(exception?.description ?? (exception ? printRemote(exception).text : text));
          throw new CommandProblem({ severity: "error", what: full.split("\n    at ")[0] });
        }
        const printed = printRemote(answer.result);
        if (answer.result.objectId === undefined || printed.json !== undefined) return printed;
        const asJson = (await link
          .send(at, "Runtime.callFunctionOn", {
            objectId: answer.result.objectId,
            functionDeclaration:
              "function () { const text = JSON.stringify(this); return text !== undefined && text.length < 100000 ? text : null; }",
            returnByValue: true,
          })
          .catch(() => null)) as EvaluateResult | null;
        const json = asJson?.result?.value;
        return typeof json === "string" ? { ...printed, json: JSON.parse(json) } : printed;
      } finally {
        await release(link, at);
      }
    },

    async preview(realm, source) {
      if (source.trim() === "") return null;
      try {
        const { link, at } = target(realm);
        const { result, exceptionDetails } = await link.evaluate(at, {
          expression: source,
          timeoutMs: GLANCE_MS,
          pure: true,
          repl: true,
          byValue: false,
          objectGroup: GROUP,
        });
        await release(link, at);
        return exceptionDetails || result.type === "undefined" ? null : printRemote(result).text.slice(0, 120);
      } catch {
        return null;
      }
    },

    async complete(realm, source) {
      const match = /(?:^|[^\w$.])((?:[A-Za-z_$][\w$]*\.)*)([A-Za-z_$][\w$]*)?$/.exec(source);
      if (!match) return [[], source];
      const receiver = match[1].slice(0, -1);
      const fragment = match[2] ?? "";
      try {
        const { link, at } = target(realm);
        const { result } = await link.evaluate(at, {
          expression: receiver === "" ? "globalThis" : receiver,
          timeoutMs: GLANCE_MS,
          pure: true,
          repl: true,
          byValue: false,
          objectGroup: GROUP,
        });
        if (result.objectId === undefined) return [[], fragment];
        const listed = (await link.send(at, "Runtime.callFunctionOn", {
          objectId: result.objectId,
          functionDeclaration: `function () {
            const names = new Set();
            for (let o = this; o !== null && o !== undefined; o = Object.getPrototypeOf(o)) for (const n of Object.getOwnPropertyNames(o)) names.add(n);
            return [...names];
          }`,
          returnByValue: true,
        })) as EvaluateResult;
        const names: string[] = Array.isArray(listed.result.value) ? listed.result.value : [];
        if (receiver === "") {
          const lexical = (await link.send(at, "Runtime.globalLexicalScopeNames", {})) as { names: string[] };
          names.push(...lexical.names);
        }
        await release(link, at);
        const prefix = receiver === "" ? "" : `${receiver}.`;
        const found = [...new Set(names)]
          .filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && !name.startsWith("__") && name.startsWith(fragment))
          .sort()
          .slice(0, MAX_NAMES);
        return [found.map((name) => prefix + name), prefix + fragment];
      } catch {
        return [[], fragment];
      }
    },
  };
}
