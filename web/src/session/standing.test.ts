import { expect, test } from "vitest";

import { expert, open, operator, person, proposal, session } from "./examples";
import { openProposals, standingOf } from "./standing";
import { mine, waitsFor } from "./waiting";

const taken = { ...session, state: "taken" as const, expert: open.expert };
const driven = { ...open, control: { ...open.control, holder: open.expert, epoch: 1 } };
const asked = { ...open, control: { ...open.control, asked_by: open.expert } };
const closed = { ...open, state: "closed" as const };

test("an expert may take a request, and an operator may not", () => {
  expect(standingOf(expert, session).canTake).toBe(true);
  expect(standingOf(operator, session).canTake).toBe(false);
  expect(standingOf(expert, taken).canTake).toBe(false);
});

test("nobody sees the console before the operator has admitted them", () => {
  expect(standingOf(expert, taken).canSeeConsole).toBe(false);
  expect(standingOf(operator, taken).canAdmit).toBe(true);
  expect(standingOf(expert, open).canSeeConsole).toBe(true);
});

test("an operator of another site has no part in the session", () => {
  const standing = standingOf(person("wang", "operator", "hq"), open);
  expect(Object.values(standing).some(Boolean)).toBe(false);
});

test("the operator can take control back whenever somebody drives", () => {
  expect(standingOf(operator, driven)).toMatchObject({ canTakeBackControl: true, canGrantControl: false });
  expect(standingOf(operator, open)).toMatchObject({ canTakeBackControl: false, canGrantControl: true });
});

test("who drives can release, and who has asked cannot ask again", () => {
  expect(standingOf(expert, driven)).toMatchObject({ canReleaseControl: true, canAskForControl: false });
  expect(standingOf(expert, asked).canAskForControl).toBe(false);
});

test("an ended session offers nothing but its images", () => {
  const { canSeeImages, operator: isOperator, expert: isExpert, admitted, drives, ...acts } = standingOf(operator, closed);
  expect({ canSeeImages, isOperator, isExpert, admitted, drives }).toMatchObject({ canSeeImages: true });
  expect(Object.values(acts).some(Boolean)).toBe(false);
});

test("only offers that nobody has answered are open", () => {
  const answered = { ...proposal, proposal_id: "p2", state: "refused" as const };
  expect(openProposals({ ...open, proposals: [proposal, answered] })).toEqual([proposal]);
});

test("each person is told what waits for them, and nobody else", () => {
  const sessions = [session, { ...asked, session_id: "s2", proposals: [proposal] }];
  expect(waitsFor(expert, sessions).map((one) => one.kind)).toEqual(["request"]);
  expect(waitsFor(operator, sessions).map((one) => one.kind)).toEqual(["control", "proposal"]);
});

test("a session is somebody's when they take part in it", () => {
  expect(mine(operator, [session])).toEqual([session]);
  expect(mine(expert, [session, open])).toEqual([open]);
});
