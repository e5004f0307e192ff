import { expect, test, vi } from "vitest";

import { Problem } from "../../api/client";
import { Outbox, type Parcel } from "./outbox";

const parcel: Parcel = { sessionId: "s1", screenshotId: "a", png: new Blob(), query: new URLSearchParams() };
const away = new Problem(0, "unreachable", "");

function outboxThat(...answers: (Problem | null)[]) {
  const refused = vi.fn();
  const waits: number[] = [];
  const send = vi.fn(() => {
    const answer = answers.shift() ?? null;
    return answer === null ? Promise.resolve() : Promise.reject(answer);
  });
  const wait = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  return { outbox: new Outbox({ send, refused, wait }), refused, send, waits };
}

test("a screenshot is sent again, ever more seldom, until the hub has it", async () => {
  const { outbox, refused, send, waits } = outboxThat(...Array.from({ length: 7 }, () => away));
  await outbox.post(parcel);
  expect(send).toHaveBeenCalledTimes(8);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  expect(refused).not.toHaveBeenCalled();
  expect(outbox.count()).toBe(0);
});

test("what the hub refuses is not sent again, and is told", async () => {
  const refusal = new Problem(422, "invalid", "no PNG");
  const { outbox, refused, send } = outboxThat(away, refusal);
  await outbox.post(parcel);
  expect(send).toHaveBeenCalledTimes(2);
  expect(refused).toHaveBeenCalledWith(refusal);
});

test("what is on its way is counted for the page", async () => {
  const { outbox } = outboxThat();
  const counts: number[] = [];
  outbox.subscribe(() => counts.push(outbox.count()));
  await outbox.post(parcel);
  expect(counts).toEqual([1, 0]);
});
