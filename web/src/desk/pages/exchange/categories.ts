/** Categories of a partner as lines: theirs, an equals sign, the code of ours. */
export const linesOf = (categories: Record<string, string>) => Object.entries(categories).map(([theirs, ours]) => `${theirs}=${ours}`).join("\n");

/** Read back; the number of the first line that is none. */
export function categoriesOf(lines: string): Record<string, string> | number {
  const all: Record<string, string> = {};
  for (const [at, line] of lines.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [theirs = "", ours = "", ...rest] = line.split(/[=＝]/).map((part) => part.trim());
    if (theirs === "" || ours === "" || rest.length > 0) return at + 1;
    all[theirs] = ours;
  }
  return all;
}
