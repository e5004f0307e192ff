/** Who is signed in, and what their roles let them do. The hub checks again at every door. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { call } from "../api/client";
import type { Credentials, Person, Role } from "../api/schema";
import { setPreferences, type Language } from "../app/preferences";
import { keys } from "../live/patch";

/** Who may do what: the rows of the back end's `identity/roles.py` that decide what a page offers. */
export const ALLOWED = {
  see_patient: ["operator"],
  see_records: ["operator", "expert", "radiologist", "protocol_manager", "physicist", "administrator"],
  see_audit: ["administrator"],
  ask_for_help: ["operator"],
  take_request: ["expert", "radiologist"],
  admit: ["operator"],
  see_console: ["operator", "expert", "radiologist"],
  grant_control: ["operator"],
  drive: ["expert"],
  propose: ["expert"],
  decide_proposal: ["operator"],
  start_scan: ["operator"],
  see_images: ["operator", "expert", "radiologist", "physicist"],
  write_message: ["operator", "expert", "radiologist"],
  close_session: ["operator", "expert"],
} as const satisfies Record<string, readonly Role[]>;

export type Act = keyof typeof ALLOWED;

/** Tell whether somebody may do this at a site; without a site: anywhere. */
export function may(me: Person, act: Act, siteId?: string): boolean {
  const allowed: readonly Role[] = ALLOWED[act];
  return me.roles.some(
    (grant) =>
      allowed.includes(grant.role) && (siteId === undefined || grant.site_id == null || grant.site_id === siteId),
  );
}

export function useMeQuery() {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => call<Person>("GET", "/api/me", { signal }),
    staleTime: Infinity,
  });
}

/** The person signed in; for everything inside `SignedIn`, where there always is one. */
export function useMe(): Person {
  const { data } = useMeQuery();
  if (!data) throw new Error("nobody is signed in");
  return data;
}

/** What one person was shown is not kept for the next one. */
function forgetAllBut(client: QueryClient, key: readonly [string]): void {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== key[0] });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Credentials) => call<Person>("POST", "/api/sign-in", { body }),
    onSuccess: (me) => {
      forgetAllBut(client, keys.me);
      client.setQueryData(keys.me, me);
      if (me.language) setPreferences({ language: me.language });
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call<undefined>("POST", "/api/sign-out"),
    onSettled: () => {
      forgetAllBut(client, keys.me);
      return client.resetQueries({ queryKey: keys.me });
    },
  });
}

/** Switch the language at once, and remember it for the person where somebody is signed in. */
export function useSetLanguage() {
  const client = useQueryClient();
  const remember = useMutation({
    mutationFn: (language: Language) => call<Person>("PUT", "/api/me/language", { body: { language } }),
    onSuccess: (_, language) => {
      client.setQueryData<Person>(keys.me, (me) => (me ? { ...me, language } : me));
    },
  });
  return (language: Language) => {
    setPreferences({ language });
    if (client.getQueryData(keys.me)) remember.mutate(language);
  };
}
