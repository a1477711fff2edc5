import { bulk } from "./bulk";
import { code } from "./code";
import { command } from "./command";
import { form } from "./form";
import { frame } from "./frame";
import { matter } from "./matter";
import { queue } from "./queue";

/** A room for each part of the desk; what is said everywhere stands on top. */
export const zh = {
  ...frame,
  bulk,
  code,
  command,
  form,
  matter,
  queue,
};
