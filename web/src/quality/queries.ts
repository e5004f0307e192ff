/** Series that arrived, with what was measured and what was run. */
import { useQuery } from "@tanstack/react-query";

import { call } from "../api/client";
import type { SeriesResult } from "../api/schema";
import { keys } from "../live/patch";

const TREND_LENGTH = 200;

export function useSessionSeries(sessionId: string, enabled: boolean) {
  return useQuery({
    queryKey: keys.sessionSeries(sessionId),
    queryFn: ({ signal }) => call<SeriesResult[]>("GET", `/api/sessions/${sessionId}/series`, { signal }),
    enabled,
  });
}

export function useScannerSeries(scannerId: string, enabled: boolean) {
  return useQuery({
    queryKey: keys.scannerSeries(scannerId),
    queryFn: ({ signal }) =>
      call<SeriesResult[]>("GET", `/api/scanners/${scannerId}/series?limit=${TREND_LENGTH}`, { signal }),
    enabled,
  });
}
