import { nextTick } from "vue";

/** What has the focus stays where it is on the screen while the page above it changes. */
export async function holdStill(change: () => void) {
  const held = document.activeElement;
  const before = held?.getBoundingClientRect().top ?? 0;
  change();
  await nextTick();
  if (held?.isConnected && held !== document.body) window.scrollBy(0, held.getBoundingClientRect().top - before);
}
