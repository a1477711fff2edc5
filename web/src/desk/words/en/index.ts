import type { Words } from "..";
import { account } from "./account";
import { admin } from "./admin";
import { archive } from "./archive";
import { audit } from "./audit";
import { bulk } from "./bulk";
import { bulletin } from "./bulletin";
import { call } from "./call";
import { callback } from "./callback";
import { code } from "./code";
import { command } from "./command";
import { errand } from "./errand";
import { exchange } from "./exchange";
import { extract } from "./extract";
import { form } from "./form";
import { forms } from "./forms";
import { frame } from "./frame";
import { grid } from "./grid";
import { intake } from "./intake";
import { knowledge } from "./knowledge";
import { land } from "./land";
import { leader } from "./leader";
import { matter } from "./matter";
import { notice } from "./notice";
import { notification } from "./notification";
import { past } from "./past";
import { post } from "./post";
import { print } from "./print";
import { queue } from "./queue";
import { register } from "./register";
import { roster } from "./roster";
import { rules } from "./rules";
import { staffing } from "./staffing";
import { trail } from "./trail";
import { upstream } from "./upstream";

export const en: Words = {
  ...frame,
  account,
  admin,
  archive,
  audit,
  bulk,
  bulletin,
  call,
  callback,
  code,
  command,
  errand,
  exchange,
  extract,
  form,
  forms,
  grid,
  intake,
  knowledge,
  land,
  leader,
  matter,
  notice,
  notification,
  past,
  post,
  print,
  queue,
  register,
  roster,
  rules,
  staffing,
  trail,
  upstream,
};
