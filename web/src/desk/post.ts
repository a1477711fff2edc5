import type { Schema } from "../api/client";
import { daysAfter } from "./time";
import { w } from "./words";

export type Post = Schema["PostView"];

/** What a post is called: by the office, otherwise by what it is for. */
export function postName(post: Post): string {
  const { role, force } = w.value.code;
  const roles = post.roles.map((one) => role[one]).join("、");
  return post.title ?? (roles || (post.force ? force[post.force] : ""));
}

/** The same with whom one stands in for, and where. */
export function postWhere(post: Post): string {
  const name = post.stands_in_for ? `${postName(post)}（${w.value.post.standsInFor(post.stands_in_for.name)}）` : postName(post);
  return w.value.post.of(name, post.unit_name);
}

/** From which day to which; the end of the API is the first day on which it is over. */
export function postTerm(post: { begins: string; ends?: string | null }): string {
  return w.value.post.term(post.begins, post.ends ? daysAfter(post.ends, -1) : null);
}
