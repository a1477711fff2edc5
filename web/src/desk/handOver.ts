import { answer, api, type Schema } from "../api/client";
import { say } from "./toast";
import { w } from "./words";

/** Hands over what the holder of a post handles, and says how much it was. */
export async function handOver(post: string, to: Schema["ColleagueView"]) {
  const { matters } = await answer(api.POST("/api/v1/posts/{id}/hand-over", { params: { path: { id: post } }, body: { account: to.account } }));
  say(w.value.post.handOver.done(to.name, matters));
}

export const colleagueChoices = (all: Schema["ColleagueView"][]) => all.map((one) => ({ value: one.account, label: `${one.name} · ${one.unit_name}` }));
