import { computed } from "vue";

import { language } from "../../language";
import { en } from "./en";
import { zh } from "./zh";

export type MapWords = typeof zh;

/** Both languages come with the map, which is fetched only where it is opened. */
export const w = computed<MapWords>(() => (language.value === "en" ? en : zh));
