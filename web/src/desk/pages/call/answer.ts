import { openCall } from "../../queries/call";
import { router } from "../../router";
import { w } from "../../words";
import { clearDraft, draft, isBegun, openDraft } from "../intake/draft";

/** Opens intake with the number of a call filled in. What was begun there is only thrown away if one says so. */
export async function answerCall(id: string) {
  openDraft();
  const other = draft.call !== id && (isBegun() || draft.sent !== null);
  if (other && draft.sent !== null) return void (await router.push("/intake"));
  if (other && !confirm(w.value.call.begun)) return;
  const number = await openCall(id);
  if (draft.call !== id) clearDraft();
  draft.call = id;
  if (number) draft.contact = number;
  await router.push("/intake");
}
