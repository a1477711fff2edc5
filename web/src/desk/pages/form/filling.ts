import { ref, shallowRef } from "vue";

import { Refused } from "../../../api/client";
import { type Asked, fillForm, type Filing, mark, type Unmapped } from "../../queries/form";
import { onPage, say } from "../../toast";
import { trouble } from "../../trouble";
import { w } from "../../words";

/** Filling forms and marking them as sent: one at a time, with what a code table did not know. */
export function useFilling() {
  const busy = ref(false);
  const wrong = ref("");
  /** What was asked, and what of it the code tables do not know. */
  const unknown = shallowRef<{ form: { id: string; name: string }; asked: Asked; values: Unmapped[] } | null>(null);

  async function run(work: () => Promise<void>) {
    if (busy.value) return;
    busy.value = true;
    wrong.value = "";
    unknown.value = null;
    try {
      await work();
    } catch (error) {
      wrong.value = trouble(error);
    } finally {
      busy.value = false;
    }
  }

  const fill = (form: { id: string; name: string }, asked: Asked) =>
    run(async () => {
      try {
        await fillForm(form, asked);
        say(w.value.forms.saved);
      } catch (error) {
        const values = error instanceof Refused ? error.problem.facts?.unmapped : undefined;
        if (!values) throw error;
        unknown.value = { form, asked, values };
      }
    });

  const fillAnyway = () => {
    const { form, asked } = unknown.value!;
    return fill(form, { ...asked, unmapped: true });
  };

  const send = (id: string, filing: Filing, sent: boolean) =>
    run(async () => {
      const since = onPage();
      await mark(id, filing, sent);
      const undo = { label: w.value.command.undo, act: () => send(id, filing, false) };
      if (sent) say(w.value.forms.sent, { since, act: undo });
      else say(w.value.forms.unsent, { since });
    });

  return { busy, wrong, unknown, fill, fillAnyway, send };
}
