import type { Schema } from "../../api/client";
import type { paths } from "../../api/schema";
import type { Choice, Field, Model } from "../form/field";
import { moment } from "../time";
import { said, w, type Words } from "../words";

export type Verb = keyof Words["code"]["verb"];
export type Matter = Schema["MatterView"];

/** What a command is about. */
export interface Ask {
  matter: Matter;
  /** The share, instruction, question or voice it concerns. */
  of: string | null;
  /** Of a request, its kind. */
  what: Schema["RequestKind"] | null;
  procedure: Schema["ProcedureView"] | undefined;
  /** How far it may go. */
  bounds?: Schema["Bounds"] | null;
}

type Body<V extends Verb> = paths[`/api/v1/matters/{number}/${V}`]["post"]["requestBody"]["content"]["application/json"];

/** The form of a command. What is known is not typed again: it begins with it. */
export interface Form<V extends Verb = Verb> {
  start: (ask: Ask) => Model;
  fields: (model: Model, ask: Ask) => Field[];
  body: (model: Model, ask: Ask) => Body<V>;
  /** What somebody should know before it is done. */
  notice?: (ask: Ask) => string;
  /** What the resident will read. */
  preview?: (model: Model, ask: Ask) => string;
}

export type Forms = { [V in Verb]?: Form<V> };

/** Nothing to ask: the button of the dialog is the confirmation. */
export const nothing = { start: () => ({}), fields: () => [], body: () => ({}) };

/** Only the share has to be named. */
export const ofShare = { start: () => ({}), fields: () => [], body: (_: Model, ask: Ask) => ({ assignment: ask.of! }) };

/** Words under one key. */
export function words(at: string, label: string, phrases?: string, more: Partial<Field> = {}): Field {
  return { at, label, as: { is: "words", phrases }, ...more };
}

export function files(at: string, more: Partial<Field> = {}): Field {
  return { at, label: at === "evidence" ? w.value.command.evidence : w.value.command.files, as: { is: "files" }, ...more };
}

/** A choice of codes that have words. */
export function choice(at: string, label: string, of: Record<string, string>, more: Partial<Field> = {}): Field {
  return { at, label, as: { is: "choice", choices: Object.entries(of).map(([value, label]) => ({ value, label })) }, ...more };
}

export function yesOrNo(at: string, label: string, yes: string, no: string): Field {
  return { at, label, as: { is: "choice", choices: [{ value: true, label: yes }, { value: false, label: no }] } };
}

/** Choices of a procedure. */
export const options = (of: Schema["Choice"][] | undefined): Choice[] => (of ?? []).map((one) => ({ value: one.code, label: said(one) }));

/** Which voice, where there are several. */
export function voices(ask: Ask, more: Partial<Field> = {}): Field[] {
  const there = active(ask);
  if (there.length < 2 && !more.optional) return [];
  const choices = there.map((voice) => ({
    value: voice.id,
    label: `${voice.name ?? w.value.matter.nameless} · ${w.value.code.channel[voice.channel]} · ${moment(voice.at)}`,
  }));
  return [{ at: "report", label: w.value.command.voice, as: { is: "select", choices }, ...more }];
}

export function active(ask: Ask) {
  return ask.matter.reports.filter((voice) => !voice.withdrawn);
}

/** The voice a command is about: the one it names, or the first. */
export function firstVoice(ask: Ask): string {
  return active(ask).find((voice) => voice.id === ask.of)?.id ?? active(ask)[0]?.id ?? "";
}

/** The latest words of this sort in the history. */
export function latest(ask: Ask, kinds: string[], word: string): string {
  const steps = ask.matter.history.filter((step) => kinds.includes(step.kind) && !step.undone && step.words[word]);
  return steps[steps.length - 1]?.words[word] ?? "";
}
