// `.cache`: every bounded store of the program with both its limits, those of the workers included.

import type { Link } from "../link.ts";
import type { CacheStatus } from "../show-api.ts";

export interface StoresParts {
  link(): Link | null;
  airWorkers(): readonly number[];
  /** Those of the host and the window. */
  stores(): Promise<CacheStatus[]>;
}

/** The prompt answers within this, whatever a worker is at. */
const WAIT_MS = 100;

export function createStoresLook({ link, airWorkers, stores }: StoresParts): () => Promise<CacheStatus[]> {
  /** Asked of each worker on air; one that is at work does not answer now, and is left out. */
  async function ofWorkers(): Promise<CacheStatus[]> {
    const window = link();
    const late = new Promise<CacheStatus[]>((done) => setTimeout(done, WAIT_MS, []));
    const asked = airWorkers().map(async (id) => {
      const own = (await window?.worker<CacheStatus[]>(id, "stores").catch(() => [])) ?? [];
      return own.map((store) => ({ ...store, name: `${store.name} of worker ${id}` }));
    });
    return (await Promise.all(asked.map((each) => Promise.race([each, late])))).flat();
  }
  return async () => [...(await stores()), ...(await ofWorkers())];
}
