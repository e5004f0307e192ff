/** Write what the hub says live into the query cache. Older news never overwrites newer. */
import type { QueryClient } from "@tanstack/react-query";

import type { Recorded, ScannerView, Screenshot, SeriesResult, Session, SiteView } from "../api/schema";
import type { LiveMessage } from "./socket";

export const keys = {
  me: ["me"] as const,
  sites: ["sites"] as const,
  sessions: ["sessions"] as const,
  openSessions: ["sessions", "open"] as const,
  session: (id: string) => ["session", id] as const,
  timeline: (id: string) => ["timeline", id] as const,
  screenshots: (id: string) => ["screenshots", id] as const,
  sessionSeries: (id: string) => ["series", "session", id] as const,
  scannerSeries: (id: string) => ["series", "scanner", id] as const,
};

const ENDED = new Set<Session["state"]>(["closed", "withdrawn"]);

export function isOpen(session: Session): boolean {
  return !ENDED.has(session.state);
}

export function withSite(sites: SiteView[] | undefined, site: SiteView): SiteView[] | undefined {
  if (!sites) return undefined;
  const known = sites.some((other) => other.site_id === site.site_id);
  return known ? sites.map((other) => (other.site_id === site.site_id ? site : other)) : [...sites, site];
}

export function withScanner(sites: SiteView[] | undefined, scanner: ScannerView): SiteView[] | undefined {
  return sites?.map((site) =>
    site.site_id === scanner.site_id
      ? { ...site, scanners: site.scanners.map((other) => (other.scanner_id === scanner.scanner_id ? scanner : other)) }
      : site,
  );
}

export function newer(present: Session | undefined, session: Session): Session {
  return present && present.sequence > session.sequence ? present : session;
}

export function withSession(open: Session[] | undefined, session: Session): Session[] | undefined {
  if (!open) return undefined;
  const present = open.find((other) => other.session_id === session.session_id);
  const others = open.filter((other) => other.session_id !== session.session_id);
  const latest = newer(present, session);
  const all = isOpen(latest) ? [latest, ...others] : others;
  return all.sort((a, b) => b.requested_at.localeCompare(a.requested_at));
}

export function withEntry(timeline: Recorded[] | undefined, entry: Recorded): Recorded[] | undefined {
  if (!timeline) return undefined;
  if (timeline.some((other) => other.event_id === entry.event_id)) return timeline;
  return [...timeline, entry].sort((a, b) => a.sequence - b.sequence);
}

export function withSeries(all: SeriesResult[] | undefined, series: SeriesResult): SeriesResult[] | undefined {
  if (!all) return undefined;
  const others = all.filter((other) => other.series_instance_uid !== series.series_instance_uid);
  return [series, ...others].sort((a, b) => b.first_image_at.localeCompare(a.first_image_at));
}

export function applyLive(client: QueryClient, message: LiveMessage): void {
  switch (message.topic) {
    case "site":
      client.setQueryData<SiteView[]>(keys.sites, (sites) => withSite(sites, message.site));
      return;
    case "scanner":
      client.setQueryData<SiteView[]>(keys.sites, (sites) => withScanner(sites, message.scanner));
      return;
    case "session":
      applySession(client, message.session);
      return;
    case "recorded":
      client.setQueryData<Recorded[]>(keys.timeline(message.entry.session_id), (timeline) =>
        withEntry(timeline, message.entry),
      );
      return;
    case "series":
      applySeries(client, message.series);
      return;
    case "screenshot":
      applyScreenshot(client, message.screenshot);
  }
}

export function applySession(client: QueryClient, session: Session): void {
  client.setQueryData<Session>(keys.session(session.session_id), (present) => newer(present, session));
  client.setQueryData<Session[]>(keys.openSessions, (open) => withSession(open, session));
  if (!isOpen(session)) void client.invalidateQueries({ queryKey: ["records"] });
}

export function applyScreenshot(client: QueryClient, screenshot: Screenshot): void {
  client.setQueryData<Screenshot[]>(keys.screenshots(screenshot.session_id), (all) =>
    all?.some((other) => other.screenshot_id === screenshot.screenshot_id) === false ? [...all, screenshot] : all,
  );
}

function applySeries(client: QueryClient, series: SeriesResult): void {
  const patch = (all: SeriesResult[] | undefined) => withSeries(all, series);
  if (series.session_id) client.setQueryData<SeriesResult[]>(keys.sessionSeries(series.session_id), patch);
  client.setQueryData<SeriesResult[]>(keys.scannerSeries(series.scanner_id), patch);
}
