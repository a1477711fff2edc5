import { texts } from "../../language";
import { zh } from "./zh";

export { chosenLanguage, language, said } from "../../language";

/** Every text of the desk; the Chinese ones say which there are. */
export type Words = typeof zh;

export const { w, speak } = texts<Words>(zh, async () => (await import("./en")).en);
