import { expect, test } from "vitest";

import { wholeOf } from "../src/desk/queries/queue";

test.each([
  [{ count: 120, more: false }, 50, "120"],
  [{ count: 999, more: true }, 50, "999+"],
  // Counted before the list was read, or only so far: it would be less than what is shown.
  [{ count: 40, more: false }, 50, ""],
  [{ count: 999, more: true }, 1000, ""],
])("of %o with %i shown", (queue, shown, said) => {
  expect(wholeOf({ code: "to_assign", ...queue }, shown)).toBe(said);
});
