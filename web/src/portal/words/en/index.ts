import type { Words } from "..";
import { act } from "./act";
import { board } from "./board";
import { danger } from "./danger";
import { done } from "./done";
import { errand } from "./errand";
import { follow } from "./follow";
import { frame } from "./frame";
import { grid } from "./grid";
import { kind } from "./kind";
import { map } from "./map";
import { matter } from "./matter";
import { mine } from "./mine";
import { near } from "./near";
import { notice } from "./notice";
import { phone } from "./phone";
import { privacy } from "./privacy";
import { questions } from "./questions";
import { report } from "./report";

export const en: Words = {
  ...frame,
  act,
  board,
  danger,
  done,
  errand,
  follow,
  grid,
  kind,
  map,
  matter,
  mine,
  near,
  notice,
  phone,
  privacy,
  questions,
  report,
};
