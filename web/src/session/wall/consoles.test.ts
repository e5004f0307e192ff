import { expect, test } from "vitest";

import type { Session, SiteView } from "../../api/schema";
import { actor, expert, open, operator, session } from "../examples";
import { consolesFor, MOST_CONSOLES } from "./consoles";

const sites = [
  { site_id: "county", name: "County hospital", scanners: [{ scanner_id: "mr2", name: "MR2", online: true }] },
] as unknown as SiteView[];
const of = (session_id: string, change: Partial<Session> = {}): Session => ({ ...open, session_id, ...change });

test("the wall holds the consoles to which one is admitted, oldest first", () => {
  const later = of("later", { requested_at: "2026-01-01T11:00:00Z" });
  const others = of("others", { admitted: [actor("rao", "radiologist")] });
  const found = consolesFor(expert, [later, of("first"), others, session], sites);
  expect(found.map((one) => one.session.session_id)).toEqual(["first", "later"]);
  expect([found[0]?.siteName, found[0]?.scannerName, found[0]?.online]).toEqual(["County hospital", "MR2", true]);
});

test("the operator who asked sees the console, another operator of the site does not", () => {
  expect(consolesFor(operator, [of("a")], sites)).toHaveLength(1);
  expect(consolesFor({ ...operator, person_id: "wang" }, [of("a")], sites)).toHaveLength(0);
});

test("there are at most nine", () => {
  const many = Array.from({ length: 12 }, (_, i) => of(String(i)));
  expect(consolesFor(expert, many, sites)).toHaveLength(MOST_CONSOLES);
});
