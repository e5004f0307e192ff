import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { expert, operator, person } from "../session/examples";
import { ALLOWED, may } from "./roles";

test("a role at one site counts at that site only", () => {
  expect(may(operator, "admit", "county")).toBe(true);
  expect(may(operator, "admit", "hq")).toBe(false);
  expect(may(expert, "take_request", "hq")).toBe(true);
  expect(may(person("x", "trainee"), "see_records")).toBe(false);
});

test("pages offer what the back end's table of roles allows, no more and no less", () => {
  const table = readFileSync(join(import.meta.dirname, "../../../src/telescan/identity/roles.py"), "utf8");
  const everybody = [...table.matchAll(/^ {4}[A-Z_]+ = "(\w+)"$/gm)].map(([, role = ""]) => role).slice(0, 7);
  const rows = [...table.matchAll(/Act\.(\w+): (frozenset\({([^}]*)}\)|_EVERYBODY(?: - {([^}]*)})?)/g)];
  const names = (text: string | undefined) => [...(text ?? "").matchAll(/Role\.(\w+)/g)].map(([, role = ""]) => role.toLowerCase());
  const backEnd = Object.fromEntries(
    rows.map(([, act = "", right = "", listed, without]) => [
      act.toLowerCase(),
      right.startsWith("_") ? everybody.filter((role) => !names(without).includes(role)) : names(listed),
    ]),
  );
  for (const [act, roles] of Object.entries(ALLOWED)) expect([...roles].sort(), act).toEqual([...(backEnd[act] ?? [])].sort());
});
