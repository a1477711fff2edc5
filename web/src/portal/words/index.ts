import { computed, ref, shallowRef } from "vue";

import { zh } from "./zh";

/** Every text of the portal; the Chinese ones say which there are. */
export type Words = typeof zh;
export type Language = "zh" | "en";

const en = shallowRef<Words>();

/** The language of the page. */
export const language = ref<Language>("zh");

/** The texts in the language of the page. */
export const w = computed<Words>(() => (language.value === "en" && en.value) || zh);

/** Chinese comes with the page; English is fetched when it is asked for. */
export async function speak(chosen: Language) {
  if (chosen === "en") en.value ??= (await import("./en")).en;
  language.value = chosen;
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  localStorage.setItem("language", chosen);
}

/** The language chosen before; Chinese otherwise. */
export function chosenLanguage(): Language {
  return localStorage.getItem("language") === "en" ? "en" : "zh";
}

/** Of words in both languages, those of the page. */
export function said<T>(both: { zh: T; en: T }): T {
  return both[language.value];
}
