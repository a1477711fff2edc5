import type { Words } from "..";
import { bulk } from "./bulk";
import { code } from "./code";
import { command } from "./command";
import { form } from "./form";
import { frame } from "./frame";
import { matter } from "./matter";
import { queue } from "./queue";

export const en: Words = {
  ...frame,
  bulk,
  code,
  command,
  form,
  matter,
  queue,
};
