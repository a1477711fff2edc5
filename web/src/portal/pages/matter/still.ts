import { nextTick } from "vue";

/** What has the focus and is in view stays where it is on the screen while the page above it changes. */
export async function holdStill(change: () => void) {
  const held = document.activeElement;
  const { top = 0, bottom = 0 } = held?.getBoundingClientRect() ?? {};
  const isSeen = held !== document.body && bottom > 0 && top < window.innerHeight;
  change();
  await nextTick();
  if (isSeen && held?.isConnected) window.scrollBy(0, held.getBoundingClientRect().top - top);
}
