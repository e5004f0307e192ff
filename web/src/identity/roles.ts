/** What each role may do, as far as pages offer it. The hub and the site check again at every door. */
import type { Person, Role } from "../api/schema";

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
