/** Pages of the list of sessions, newest first. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { call } from "../../api/client";
import type { Session } from "../../api/schema";

const PAGE = 50;

export interface Filter {
  text: string;
  scannerId: string | null;
  open: boolean | null;
}

function query(filter: Filter, before: string | null): string {
  const wanted = new URLSearchParams({ limit: String(PAGE) });
  if (filter.text) wanted.set("text", filter.text);
  if (filter.scannerId) wanted.set("scanner_id", filter.scannerId);
  if (filter.open !== null) wanted.set("open", String(filter.open));
  if (before) wanted.set("before", before);
  return wanted.toString();
}

export function useRecords(filter: Filter) {
  return useInfiniteQuery({
    queryKey: ["records", filter],
    queryFn: ({ pageParam, signal }) =>
      call<Session[]>("GET", `/api/sessions?${query(filter, pageParam)}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === PAGE ? (page.at(-1)?.session_id ?? null) : null),
    placeholderData: keepPreviousData,
  });
}
