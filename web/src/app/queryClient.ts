/** Server state. The live subscription keeps it current, so nothing is polled or refetched on focus. */
import { QueryClient } from "@tanstack/react-query";

import { Problem } from "../api/client";

const RETRIES = 3;

/** The hub has answered, and will not answer otherwise. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500;
}

function worthRetrying(failures: number, error: unknown): boolean {
  return !isRefusal(error) && failures < RETRIES;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 60_000, refetchOnWindowFocus: false, retry: worthRetrying },
  },
});
