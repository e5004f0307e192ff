/** Server state. The live subscription keeps it current, so nothing is polled or refetched on focus. */
import { QueryClient } from "@tanstack/react-query";

import { Problem } from "../api/client";

const RETRIES = 3;

function worthRetrying(failures: number, error: unknown): boolean {
  const refused = error instanceof Problem && error.status >= 400 && error.status < 500;
  return !refused && failures < RETRIES;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 60_000, refetchOnWindowFocus: false, retry: worthRetrying },
  },
});
