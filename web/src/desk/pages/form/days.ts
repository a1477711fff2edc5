/** The days of a period, as a list shows them. */
export const days = ({ first, last }: { first: string; last: string }) => (first === last ? first : `${first} — ${last}`);
