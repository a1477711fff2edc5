import { inflateRawSync } from "node:zlib";

/** The XML of the first sheet of a workbook: a workbook is a ZIP, and ours has its words in the cells. */
export function sheetOf(book: Buffer): string {
  const NAME = "xl/worksheets/sheet1.xml";
  const directory = book.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = book.readUInt32LE(directory + 16);
  for (let left = book.readUInt16LE(directory + 10); left > 0; left--) {
    const [size, name, extra, comment] = [book.readUInt32LE(at + 20), book.readUInt16LE(at + 28), book.readUInt16LE(at + 30), book.readUInt16LE(at + 32)];
    if (book.toString("utf8", at + 46, at + 46 + name) === NAME) {
      const local = book.readUInt32LE(at + 42);
      const from = local + 30 + book.readUInt16LE(local + 26) + book.readUInt16LE(local + 28);
      return inflateRawSync(book.subarray(from, from + size)).toString("utf8");
    }
    at += 46 + name + extra + comment;
  }
  throw new Error("the workbook has no sheet");
}

/** The texts of its cells, by row. */
export function rowsOf(book: Buffer): string[][] {
  const cells = (row: string) => [...row.matchAll(/<c [^>]*?(?:\/>|>(.*?)<\/c>)/gs)].map(([, inside = ""]) => inside.replace(/<[^>]+>/g, ""));
  return [...sheetOf(book).matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) => cells(row!));
}
