import { computed, ref, shallowRef } from "vue";

export type Language = "zh" | "en";

/** The language of the page. */
export const language = ref<Language>("zh");

/** The texts of a face in the language of the page. Chinese comes with the page; English is fetched when it is asked for. */
export function texts<Words>(zh: Words, english: () => Promise<Words>) {
  const en = shallowRef<Words>();
  const w = computed<Words>(() => (language.value === "en" && en.value) || zh);

  async function speak(chosen: Language) {
    if (chosen === "en") en.value ??= await english();
    language.value = chosen;
    document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
    localStorage.setItem("language", chosen);
  }

  return { w, speak };
}

/** The language chosen before; Chinese otherwise. */
export function chosenLanguage(): Language {
  return localStorage.getItem("language") === "en" ? "en" : "zh";
}

/** Of words in both languages, those of the page. */
export function said<T>(both: { zh: T; en: T }): T {
  return both[language.value];
}
