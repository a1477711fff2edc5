import { ref, watchEffect } from "vue";

/** 长辈版: large text and large targets, remembered on this phone. */
export const large = ref(localStorage.getItem("large") === "yes");

export function applyComfort() {
  watchEffect(() => {
    document.documentElement.classList.toggle("large", large.value);
    localStorage.setItem("large", large.value ? "yes" : "no");
  });
}
