// Opens the operator's window. Browsers open a window for a person's click only; the protocol may say that there was one.

import { PAGE_GLOBAL } from "../../protocol/link.ts";
import type { Link } from "../link.ts";
import { CommandProblem } from "../show-api.ts";
import { listDisplays } from "./displays.ts";

const SIZE = { width: 1100, height: 760 };
const EDGE = 60;

export async function openOperator(link: Link): Promise<void> {
  // Where the person sits: the first display, which is not the one the audience sees.
  const displays = await listDisplays(link);
  const { left, top } = displays.find((each) => each.primary) ?? { left: 0, top: 0 };
  const place = JSON.stringify({ left: left + EDGE, top: top + EDGE, ...SIZE });
  const { result, exceptionDetails } = (await link.send("page", "Runtime.evaluate", {
    expression: `${PAGE_GLOBAL}.openOperator(${place})`,
    userGesture: true,
    returnByValue: true,
    allowUnsafeEvalBlockedByCSP: false,
  })) as { result: { value?: unknown }; exceptionDetails?: { exception?: { description?: string } } };
  if (exceptionDetails) throw new Error(`openOperator: ${exceptionDetails.exception?.description ?? "failed"}`);
  if (result.value === "") return;
  throw new CommandProblem({ severity: "error", what: `the operator's window: ${String(result.value).slice(0, 200)}` });
}
