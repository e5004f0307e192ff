/** Who is signed in: asking, signing in and out, and the language that goes with the person. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { call } from "../api/client";
import type { Credentials, Person } from "../api/schema";
import { setPreferences, type Language } from "../app/preferences";
import { keys } from "../live/patch";

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
