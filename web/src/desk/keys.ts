import { onMounted, onUnmounted, ref, watch } from "vue";

/** Whether single keys do something. Who dictates, or types with one hand, switches them off. */
export const keysOn = ref(localStorage.getItem("keys") !== "off");
watch(keysOn, (on) => localStorage.setItem("keys", on ? "on" : "off"));

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** A dialog that is closed may stay in the page, unseen. */
function isAsked(): boolean {
  return [...document.querySelectorAll("[aria-modal=true]")].some((dialog) => dialog.getClientRects().length > 0);
}

/** Keys of a part of the page, while it is there and no dialog is open and nobody types. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>) {
  function pressed(event: KeyboardEvent) {
    if (!keysOn.value || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isAsked()) return;
    const box = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
    if (isTyping(event.target) && !box) return;
    const act = keys[event.key];
    if (!act) return;
    // On a link or button Enter is its own.
    if (event.key === "Enter" && event.target instanceof HTMLElement && event.target.closest("a, button")) return;
    event.preventDefault();
    act(event);
  }
  onMounted(() => addEventListener("keydown", pressed));
  onUnmounted(() => removeEventListener("keydown", pressed));
}
