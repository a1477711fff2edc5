import { chosen } from "../../form/uploads";
import { w } from "../../words";

/** Longer is no title. */
const MOST = 40;
/** "你好" and the like say nothing yet. */
const LEAST = 5;

/** The first clause that says something, as people begin: 门口路灯不亮，三天了. */
export function titleOf(text: string): string {
  const clauses = text.split(/[，。；！？,.;!?\n]/).map((clause) => clause.trim());
  const first = clauses.find((clause) => clause.length >= LEAST) ?? clauses.join(" ").trim();
  return first.slice(0, MOST);
}

/** What came without words is called by what it is. */
export function titleOfFiles(ids: string[]): string {
  const types = ids.map((id) => chosen.get(id)?.type ?? "");
  const sort = (["audio", "video", "image"] as const).find((one) => types.some((type) => type.startsWith(`${one}/`)));
  return sort ? w.value.intake.wordless[sort] : "";
}

/** What was typed and the name that was chosen, without what they share: 青枫名邸3 and 3号楼 are 青枫名邸3号楼. */
export function joined(typed: string, name: string): string {
  for (let at = 0; at < typed.length; at++) {
    if (name.startsWith(typed.slice(at))) return typed.slice(0, at) + name;
  }
  return typed + name;
}
