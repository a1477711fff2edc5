import type { Schema } from "../../../api/client";
import { w } from "../../words";

/** The details of an entry in words, without what says nothing. */
export function facts(details: unknown): [name: string, value: string][] {
  const all = Object.entries(details as Record<string, unknown>);
  const telling = all.filter(([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0));
  return telling.map(([name, value]) => [w.value.audit.fact[name] ?? name, words(name, value)]);
}

function words(name: string, value: unknown): string {
  if (value === true) return w.value.audit.yes;
  if (Array.isArray(value)) {
    const posts = w.value.code.role;
    const known = name === "posts" || name === "roles";
    return value.map((one) => (known ? (posts[one as Schema["Role"]] ?? String(one)) : String(one))).join("、");
  }
  if (typeof value === "object") {
    const asked = facts(value).map(([what, said]) => `${what} ${said}`);
    return asked.join("，");
  }
  if (name === "kind") return w.value.audit.kind[String(value)] ?? String(value);
  return String(value);
}
