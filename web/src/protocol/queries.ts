/** What a prescription means on a scanner, asked of the hub as somebody types. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { call, callForBlob } from "../api/client";
import type { ParameterDescription, Prediction, Prescription, PreviewOf, WayOut } from "../api/schema";
import { isRefusal } from "../app/queryClient";
import type { Parameter, Uses } from "./fields";

const TYPING_PAUSE_MS = 120;
const LONGEST_RETRY_DELAY_MS = 5_000;

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
      call<Prediction>("POST", `/api/scanners/${scannerId}/consequences`, {
        body: { series_id: seriesId, prescription },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    enabled,
    // What is on screen waits for this answer, so it is asked for until there is one.
    retry: (_, error) => !isRefusal(error),
    retryDelay: (failures) => Math.min(1_000 * 2 ** failures, LONGEST_RETRY_DELAY_MS),
  });
}

/** What else changes on the scanner's console when `because_of` is chosen. */
export function askFitted(scannerId: string, prescription: Prescription, because_of: Parameter): Promise<Prescription> {
  return call<Prescription>("POST", `/api/scanners/${scannerId}/fitted`, { body: { prescription, because_of } });
}

/** Prescriptions that run in place of one that does not; asked for only then. */
export function useWaysOut(scannerId: string, seriesId: string, prescription: Prescription, enabled: boolean) {
  return useQuery({
    queryKey: ["ways-out", scannerId, seriesId, prescription],
    queryFn: ({ signal }) =>
      call<WayOut[]>("POST", `/api/scanners/${scannerId}/ways-out`, {
        body: { series_id: seriesId, prescription },
        signal,
      }),
    staleTime: Infinity,
    gcTime: 60_000,
    enabled,
  });
}

/** Which parameter belongs to which sequence, and what it takes. */
export function useParameterUses(): Uses {
  const { data } = useQuery({
    queryKey: ["parameters"],
    queryFn: ({ signal }) => call<ParameterDescription[]>("GET", "/api/parameters", { signal }),
    staleTime: Infinity,
  });
  return useMemo(() => new Map((data ?? []).map((use) => [use.parameter, use])), [data]);
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
