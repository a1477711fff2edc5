import { QueryClient } from "@tanstack/vue-query";

import { Unreachable } from "../../api/client";

/** What was read from the server. Live events say what is old; coming back to the window asks too. */
export const store = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failed, error) => error instanceof Unreachable && failed < 2,
    },
  },
});
