import type { Form, Forms, Verb } from "../form";
import { apart } from "./apart";
import { dispatch } from "./dispatch";
import { errand } from "./errand";
import { exclusion } from "./exclusion";
import { handle } from "./handle";
import { intake } from "./intake";
import { request } from "./request";
import { rights } from "./rights";
import { upstream } from "./upstream";
import { verify } from "./verify";
import { voice } from "./voice";
import { whole } from "./whole";

/** The form of every command; a command without one does not compile. */
export const forms: Required<Forms> = { ...intake, ...dispatch, ...handle, ...request, ...verify, ...voice, ...whole, ...apart, ...rights, ...errand, ...exclusion, ...upstream };

export function formOf(verb: Verb): Form {
  return forms[verb] as Form;
}
