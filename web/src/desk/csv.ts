import { save } from "./save";
import { today } from "./time";

/** A spreadsheet runs a cell that begins like a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

/** Saves rows as a file that a spreadsheet opens. */
export function saveCsv(name: string, rows: string[][]) {
  // The mark in front tells Excel that it is UTF-8.
  const text = `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
  save(new Blob([text], { type: "text/csv;charset=utf-8" }), `${name}-${today()}.csv`);
}
