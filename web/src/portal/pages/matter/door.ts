import { passingCode } from "../../recent";

/** How a resident opens a matter: its number, and the code in a header. */
export interface Door {
  path: { number: string };
  header: { "X-Follow-Code": string };
}

/** The code behind the `#` of an address, as a Chinese keyboard types it, too; a header takes no other letters. What is not remembered has none there. */
export function codeOf(number: string, hash: string): string {
  return hash.slice(1).normalize("NFKC").replace(/[^\x20-\x7e]/g, "") || (passingCode(number) ?? "");
}
