/** A field of a form: where its value stands in the model, and how it is asked. */
export interface Field {
  /** Key in the model. The server names the same one in its problems. */
  at: string;
  label: string;
  hint?: string;
  optional?: boolean;
  as: Asked;
}

export type Asked =
  | { is: "line"; most?: number }
  /** Longer words; `phrases` names the shelf of an office's own phrases. */
  | { is: "words"; rows?: number; most?: number; phrases?: string }
  | { is: "choice"; choices: Choice[] }
  /** Any of them; the value is a list. */
  | { is: "some"; choices: Choice[] }
  /** As some, where there are very many. */
  | { is: "several"; choices: Choice[] }
  /** As a choice, where there are many. */
  | { is: "select"; choices: Choice[] }
  | { is: "yes" }
  /** A day that ends at `until` or before. */
  | { is: "day"; until?: string }
  /** A day as `2026-12-01`, today or later unless it may be `past`. */
  | { is: "date"; past?: boolean }
  /** A whole number, 0 or more. */
  | { is: "number" }
  | { is: "limit" }
  | { is: "unit"; among?: string[] }
  | { is: "units" }
  /** Members of staff; `known` are those who are named already. */
  | { is: "people"; known: { id: string; name: string }[] }
  | { is: "divisions" }
  /** `said`: the words that speak of one, so that it can be suggested. */
  | { is: "category"; said?: string }
  | { is: "place" }
  | { is: "files" }
  | { is: "parts" };

export interface Choice {
  value: string | number | boolean;
  label: string;
}

/** What a form holds, by key. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Model = Record<string, any>;

/** What is wrong with one field, or with none in particular. */
export interface Wrong {
  field: string | null;
  text: string;
}

/** What has to be said and was not. Of these the server could only say that it cannot read the body. */
export function missing(fields: Field[], model: Model): Field | undefined {
  const asked = ["line", "words", "choice", "select", "day", "date", "unit"];
  return fields.find((field) => asked.includes(field.as.is) && !field.optional && [null, undefined, ""].includes(model[field.at]));
}
