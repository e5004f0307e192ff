/** Which consoles stand on the wall. Pure. */
import type { Person, Session, SiteView } from "../../api/schema";
import { standingOf } from "../standing";

export const MOST_CONSOLES = 9;

export interface WallConsole {
  session: Session;
  siteName: string;
  scannerName: string;
  online: boolean;
}

/** The sessions whose console this person sees, in an order that stays: oldest first. */
export function consolesFor(me: Person, sessions: readonly Session[], sites: readonly SiteView[]): WallConsole[] {
  const places = new Map(sites.flatMap((site) => site.scanners.map((scanner) => [scanner.scanner_id, { site, scanner }] as const)));
  return sessions
    .filter((session) => {
      const standing = standingOf(me, session);
      return standing.canSeeConsole && (standing.admitted || session.requested_by.person_id === me.person_id);
    })
    .toSorted((a, b) => a.requested_at.localeCompare(b.requested_at))
    .slice(0, MOST_CONSOLES)
    .map((session) => {
      const place = places.get(session.scanner_id);
      return {
        session,
        siteName: place?.site.name ?? session.site_id,
        scannerName: place?.scanner.name ?? session.scanner_id,
        online: place?.scanner.online ?? false,
      };
    });
}
