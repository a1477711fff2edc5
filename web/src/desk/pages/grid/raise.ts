import type { Router } from "vue-router";

import { readMatter } from "../../queries/matter";
import { say } from "../../toast";
import { w } from "../../words";
import { clearDraft, draft, isBegun, openDraft } from "../intake/draft";

/** 转为诉求: the long form, filled in from a record and tied to it. Who it was for is carried over by the server: a page sees
 * only stars. */
export async function raise(number: string, router: Router) {
  openDraft();
  if (isBegun() || draft.sent) {
    say(w.value.grid.raiseBegun);
    await router.push("/intake");
    return;
  }
  const matter = await readMatter(number);
  const words = matter.history[0]?.words ?? {};
  clearDraft();
  Object.assign(draft, {
    text: words.text || words.title || "",
    title: words.title ?? "",
    titled: true,
    address: words.address ?? "",
    place: matter.place?.place ?? null,
    point: matter.place?.place ? null : (matter.place?.point ?? null),
    category: matter.category ?? null,
    into: { number, title: words.title ?? number, how: "raised_from" },
  });
  await router.push("/intake");
}
