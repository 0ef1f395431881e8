// The problems that stand right now, newest first, bounded. A topic holds the problems of one cause ("sketch",
// "config", "window"), so that a mended cause takes its own problems away and nobody else's.

import type { Problem } from "../../protocol/problem.ts";

export interface ProblemBoard {
  /** Replaces the topic's problems and tells the listeners about the new ones. */
  set(topic: string, problems: readonly Problem[]): void;
  /** Adds to the topic; an equal one that stands already is not told again. */
  add(topic: string, problem: Problem): void;
  clear(topic?: string): void;
  list(): Problem[];
  onProblem(listener: (problem: Problem) => void): () => void;
  onChange(listener: () => void): () => void;
}

const MAX_PER_TOPIC = 10;

export function createProblemBoard(): ProblemBoard {
  const topics = new Map<string, Problem[]>();
  const told = new Set<(problem: Problem) => void>();
  const changed = new Set<() => void>();
  const tell = (problem: Problem) => {
    for (const listener of told) listener(problem);
  };
  /** The topic that changed last stands last in the map, and first in the list. */
  const place = (topic: string, problems: Problem[]) => {
    topics.delete(topic);
    if (problems.length > 0) topics.set(topic, problems);
  };
  const change = () => {
    for (const listener of changed) listener();
  };
  return {
    set(topic, problems) {
      const before = topics.get(topic) ?? [];
      if (problems.length === 0 && before.length === 0) return;
      const kept = problems.slice(0, MAX_PER_TOPIC);
      place(topic, kept);
      for (const problem of kept) tell(problem);
      change();
    },
    add(topic, problem) {
      const before = topics.get(topic) ?? [];
      const same = before.some(
        (each) =>
          each.what === problem.what &&
          each.where?.file === problem.where?.file &&
          each.where?.line === problem.where?.line,
      );
      if (same) return;
      place(topic, [problem, ...before].slice(0, MAX_PER_TOPIC));
      tell(problem);
      change();
    },
    clear(topic) {
      if (topic === undefined) topics.clear();
      else if (!topics.delete(topic)) return;
      change();
    },
    list: () => [...topics.values()].reverse().flat(),
    onProblem(listener) {
      told.add(listener);
      return () => told.delete(listener);
    },
    onChange(listener) {
      changed.add(listener);
      return () => changed.delete(listener);
    },
  };
}
