import { computed, onScopeDispose, reactive, ref, toRaw, watch } from "vue";

import type { Schema } from "../../../api/client";
import { randomKey } from "../../../api/key";
import { type Begun, begunTo, dropBegun, keepBegun, slotOf } from "../../begun";

export type Act = NonNullable<Begun["act"]>;

function blank(): Begun {
  return { act: null, text: "", attached: 0, question: "", key: randomKey(), sent: null };
}

/** What is being written to a matter. It outlives its page, except on somebody else's phone. */
export function useMessage(matter: () => Schema["Followed"], attached: () => number, keeps: boolean) {
  const { number } = matter();
  const read = () => ({ ...blank(), ...(keeps ? begunTo(number) : null) });
  const message = reactive<Begun>(read());
  /** Its form is seen; folding loses nothing. */
  const isOpen = ref(message.act !== null);
  /** The question is another one than when the answer was begun. */
  const isAnother = ref(false);
  /** Another window has sent or cleared it. */
  const isGone = ref(false);

  const acts = computed<Act[]>(() => (matter().ending ? [] : ["supplement", "urge", "withdraw"]));
  const isBegun = computed(() => message.text.trim() !== "" || message.attached > 0 || message.sent !== null);
  /** It cannot be sent any more. What was sent already is asked for once more all the same. */
  const isStale = computed(() => {
    if (message.act === null || message.sent) return false;
    return message.act === "reply" ? !matter().question : !acts.value.includes(message.act);
  });

  watch(attached, (count) => (message.attached = count));
  watch(message, () => {
    if (keeps && message.act && isBegun.value) keepBegun(number, toRaw(message));
    else if (keeps) dropBegun(number);
  });

  watch(
    () => matter().question?.id,
    (id) => {
      if (message.act !== "reply" || message.sent || !id || id === message.question) return;
      Object.assign(message, { question: id, key: randomKey() });
      isAnother.value = isBegun.value;
    },
    { immediate: true },
  );

  function elsewhere({ key }: StorageEvent) {
    if (key !== slotOf(number)) return;
    const was = isBegun.value;
    Object.assign(message, read());
    isGone.value = was && !isBegun.value;
    if (isGone.value) isOpen.value = false;
  }
  if (keeps) {
    addEventListener("storage", elsewhere);
    onScopeDispose(() => removeEventListener("storage", elsewhere));
  }

  /** Unfolds this act or folds it; the text goes along to another one. */
  function begin(act: Act) {
    isGone.value = false;
    if (message.act === act) {
      isOpen.value = !isOpen.value;
    } else if (!message.sent) {
      Object.assign(message, { act, key: randomKey(), question: matter().question?.id ?? "" });
      isAnother.value = false;
      isOpen.value = true;
    }
  }

  /** Refused for what it says: nothing was entered under this key, and it may be changed. */
  function release() {
    Object.assign(message, { sent: null, key: randomKey(), question: matter().question?.id ?? "" });
  }

  /** It was sent, or is not wanted any more. */
  function drop() {
    Object.assign(message, blank());
    isOpen.value = isAnother.value = false;
    dropBegun(number);
  }

  return { message, isOpen, isAnother, isGone, acts, isBegun, isStale, begin, release, drop };
}
