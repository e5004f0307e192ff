/** Sessions from the hub, and the commands that people give to them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { call } from "../api/client";
import type { AskForHelp, Recorded, Session } from "../api/schema";
import { useReportProblem } from "../app/problems";
import { applySession, keys, newer } from "../live/patch";
import type { SessionCommand } from "./commands";

const OPEN_LIMIT = 200;

export function useOpenSessions() {
  return useQuery({
    queryKey: keys.openSessions,
    queryFn: ({ signal }) => call<Session[]>("GET", `/api/sessions?open=true&limit=${OPEN_LIMIT}`, { signal }),
  });
}

export function useSession(sessionId: string) {
  return useQuery({
    queryKey: keys.session(sessionId),
    queryFn: async ({ signal, client }) => {
      const read = await call<Session>("GET", `/api/sessions/${sessionId}`, { signal });
      // The live view may have told of something newer while this was on its way.
      return newer(client.getQueryData<Session>(keys.session(sessionId)), read);
    },
  });
}

export function useTimeline(sessionId: string) {
  return useQuery({
    queryKey: keys.timeline(sessionId),
    queryFn: ({ signal }) => call<Recorded[]>("GET", `/api/sessions/${sessionId}/timeline`, { signal }),
  });
}

export function useAskForHelp() {
  const client = useQueryClient();
  const report = useReportProblem();
  return useMutation({
    mutationFn: (body: AskForHelp) => call<Session>("POST", "/api/sessions", { body }),
    onSuccess: (session) => {
      applySession(client, session);
    },
    onError: report,
  });
}

/** Give a command to a session. What went wrong is said in a notification. */
export function useCommand(sessionId: string) {
  const client = useQueryClient();
  const report = useReportProblem();
  return useMutation({
    mutationFn: (body: SessionCommand) => call<Session>("POST", `/api/sessions/${sessionId}/commands`, { body }),
    onSuccess: (session) => {
      applySession(client, session);
    },
    onError: report,
  });
}

export type Command = ReturnType<typeof useCommand>;
