import { vi } from "vitest";

/** A phone without a page: what it keeps, and what another window of it changes. */
export function phone() {
  const kept = new Map<string, string>();
  const listeners = new Set<(event: { key: string | null }) => void>();
  vi.stubGlobal("localStorage", {
    get length() {
      return kept.size;
    },
    key: (nth: number) => [...kept.keys()][nth] ?? null,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  vi.stubGlobal("addEventListener", (type: string, listener: (event: { key: string | null }) => void) => type === "storage" && listeners.add(listener));
  vi.stubGlobal("removeEventListener", (_: string, listener: (event: { key: string | null }) => void) => listeners.delete(listener));
  vi.resetModules();

  /** Another window keeps something, or removes it. */
  function elsewhere(name: string, value: object | null) {
    if (value) kept.set(name, JSON.stringify(value));
    else kept.delete(name);
    for (const tell of listeners) tell({ key: name });
  }
  return { kept, elsewhere };
}
