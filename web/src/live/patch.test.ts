import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";

import type { Recorded, ScannerView, Session, SiteView } from "../api/schema";
import { actor, session } from "../session/examples";
import { applyLive, keys } from "./patch";

const scanner: ScannerView = {
  scanner_id: "mr2",
  site_id: "county",
  name: "MR2",
  online: true,
  last_seen: null,
  description: null,
  status: null,
  session_id: null,
  sources: [],
};
const site: SiteView = { site_id: "county", name: "County", online: true, delay_ms: 40, scanners: [scanner] };
const entry = (sequence: number): Recorded => ({
  event_id: `e${sequence}`,
  site_id: "county",
  scanner_id: "mr2",
  session_id: "s1",
  sequence,
  at: "2026-01-01T10:00:00Z",
  actor: actor("li", "operator"),
  event: { kind: "message_written", text: String(sequence) },
});

let client: QueryClient;
beforeEach(() => {
  client = new QueryClient();
  client.setQueryData(keys.sites, [site]);
  client.setQueryData(keys.openSessions, []);
  client.setQueryData(keys.timeline("s1"), []);
});
const openSessions = () => client.getQueryData<Session[]>(keys.openSessions) ?? [];

test("a scanner's news replaces what was known of it within its site", () => {
  applyLive(client, { topic: "scanner", scanner: { ...scanner, online: false } });
  expect(client.getQueryData<SiteView[]>(keys.sites)?.[0]?.scanners[0]?.online).toBe(false);
});

test("a new request appears in the list of open sessions, and leaves it at its end", () => {
  applyLive(client, { topic: "session", session });
  expect(openSessions()).toEqual([session]);
  applyLive(client, { topic: "session", session: { ...session, sequence: 9, state: "closed" } });
  expect(openSessions()).toEqual([]);
});

test("older news never overwrites newer", () => {
  const newer: Session = { ...session, sequence: 5, state: "open" };
  applyLive(client, { topic: "session", session: newer });
  applyLive(client, { topic: "session", session });
  expect(openSessions()).toEqual([newer]);
  expect(client.getQueryData(keys.session("s1"))).toEqual(newer);
});

test("events stand once and in their order, however they arrive", () => {
  for (const sequence of [2, 1, 2, 3, 1]) applyLive(client, { topic: "recorded", entry: entry(sequence) });
  const told = client.getQueryData<Recorded[]>(keys.timeline("s1"))?.map((one) => one.sequence);
  expect(told).toEqual([1, 2, 3]);
});

test("what nobody has asked for is not made up from a piece of news", () => {
  applyLive(client, { topic: "recorded", entry: { ...entry(1), session_id: "other" } });
  expect(client.getQueryData(keys.timeline("other"))).toBeUndefined();
});
