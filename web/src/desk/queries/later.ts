import { type Ref, ref, watch } from "vue";

/** What a value has become, once it has not changed for a moment: nobody is asked for each letter. */
export function later<T>(value: () => T, ms: number): Ref<T> {
  const settled = ref(value()) as Ref<T>;
  let waiting = 0;
  watch(value, (now) => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => (settled.value = now), ms);
  });
  return settled;
}
