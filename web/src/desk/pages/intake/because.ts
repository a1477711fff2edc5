import type { Schema } from "../../../api/client";
import { w } from "../../words";

/** Why this office, or why none, in words. */
export function because(steps: Schema["Reason"][], nameOf: (category: string) => string): string {
  const words = w.value.intake.because;
  const told = steps.map((step) => {
    switch (step.because) {
      case "category":
        return words.category(nameOf(step.category));
      case "unrouted":
        return words.unrouted[step.reason.unrouted];
      case "valid":
      case "latest":
      case "support_missing":
        return "";
      default:
        return words[step.because];
    }
  });
  return told.filter(Boolean).join(w.value.intake.comma);
}
