/** Screenshots of a session: reading them, and sending new ones until the hub has them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";

import { call } from "../../api/client";
import type { Screenshot } from "../../api/schema";
import { useReportProblem } from "../../app/problems";
import { applyScreenshot, keys } from "../../live/patch";
import { Outbox, type Parcel } from "./outbox";

const addressOf = (sessionId: string) => `/api/sessions/${sessionId}/screenshots`;

export const pictureOf = ({ session_id: sessionId, screenshot_id: id }: Screenshot) => `${addressOf(sessionId)}/${id}`;

export function useScreenshots(sessionId: string) {
  return useQuery({
    queryKey: keys.screenshots(sessionId),
    queryFn: ({ signal }) => call<Screenshot[]>("GET", addressOf(sessionId), { signal }),
  });
}

/** Sends screenshots from this page; warns before it is closed over one that is still on its way. */
export function useOutbox(): { outbox: Outbox; waiting: number } {
  const client = useQueryClient();
  const report = useReportProblem();
  const [outbox] = useState(
    () =>
      new Outbox({
        send: async ({ sessionId, screenshotId, png, query }: Parcel) => {
          const path = `${addressOf(sessionId)}/${screenshotId}?${query.toString()}`;
          applyScreenshot(client, await call<Screenshot>("PUT", path, { content: png }));
        },
        refused: report,
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      }),
  );
  const waiting = useSyncExternalStore(outbox.subscribe, outbox.count);
  useEffect(() => {
    if (waiting === 0) return undefined;
    const warn = (event: BeforeUnloadEvent) => { event.preventDefault(); };
    window.addEventListener("beforeunload", warn);
    return () => { window.removeEventListener("beforeunload", warn); };
  }, [waiting]);
  return { outbox, waiting };
}
