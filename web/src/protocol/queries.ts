/** What a prescription means on a scanner, asked of the hub as somebody types. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { call, callForBlob } from "../api/client";
import type { Consequences, Prescription, PreviewOf } from "../api/schema";

const TYPING_PAUSE_MS = 120;

export function useDebounced<T>(value: T, pauseMs = TYPING_PAUSE_MS): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => { setSettled(value); }, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value, pauseMs]);
  return settled;
}

/** Consequences of `prescription`, compared with what `present` is in the scanner's queue now. */
export function useConsequences(
  scannerId: string,
  seriesId: string,
  present: Prescription,
  prescription: Prescription,
  enabled = true,
) {
  return useQuery({
    queryKey: ["consequences", scannerId, seriesId, present, prescription],
    queryFn: ({ signal }) =>
      call<Consequences>("POST", `/api/scanners/${scannerId}/consequences`, {
        body: { series_id: seriesId, prescription },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    enabled,
  });
}

function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => { resolve(reader.result as string); };
    reader.onerror = () => { reject(reader.error ?? new Error("unreadable image")); };
    reader.readAsDataURL(blob);
  });
}

/** The image that a prescription is expected to give, as a data URL; 422 where it cannot run. */
export function usePreview(scannerId: string, wanted: PreviewOf, enabled = true) {
  return useQuery({
    queryKey: ["preview", scannerId, wanted],
    queryFn: async ({ signal }) =>
      asDataUrl(await callForBlob("POST", `/api/scanners/${scannerId}/preview`, { body: wanted, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    enabled,
  });
}
