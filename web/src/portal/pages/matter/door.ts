/** How a resident opens a matter: its number, and the code in a header. */
export interface Door {
  path: { number: string };
  header: { "X-Follow-Code": string };
}
