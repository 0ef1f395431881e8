// A page's clock on the host's: both are monotonic, so one offset holds for a run. Of many pings the quickest is the
// truest: its error is at most half its round trip.

import type { Session } from "./tap.ts";

/** Milliseconds to add to the page's `performance.now()`. */
export async function clockOffset(page: Pick<Session, "evaluate">, pings = 40): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let i = 0; i < pings; i++) {
    const sent = performance.now();
    const there = await page.evaluate<number>("performance.now()");
    const back = performance.now();
    if (back - sent >= best) continue;
    best = back - sent;
    offset = (sent + back) / 2 - there;
  }
  return offset;
}
