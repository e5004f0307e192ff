// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, render, screen, waitFor } from "@testing-library/react";
import setUp from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Explanation, Prescription } from "../api/schema";
import { i18n } from "../app/i18n";
import { consequences, prescription } from "../session/examples";
import { PrescriptionPanel } from "./PrescriptionPanel";
import { useDrafts } from "./useDraft";

// The panel is large, and a busy machine slow.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });
const userEvent = setUp.setup({ pointerEventsCheck: 0, delay: null });

const DIFFUSION: Prescription = {
  ...prescription,
  sequence: "diffusion_epi",
  b_values_s_mm2: [0, 1000],
  echo_train_length: 1,
};
const DUAL_ECHO: Prescription = {
  ...prescription,
  sequence: "spin_echo",
  second_echo_time_ms: 120,
};

interface Hub {
  explanation: Explanation[];
  fitted: Prescription;
  /** What consequences are answered with. */
  status: number;
  runs: boolean;
  asked: Prescription[];
}
let hub: Hub;

function answer(url: string, body: { prescription: Prescription }): Response {
  const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });
  if (url.endsWith("/fitted")) return json(hub.fitted);
  if (url.endsWith("/consequences")) {
    hub.asked.push(body.prescription);
    return json({ ...consequences, runs: hub.runs, explanation: hub.explanation }, hub.status);
  }
  return url.endsWith("/preview") ? new Response("", { status: 503 }) : json(url.endsWith("/vocabulary") ? {} : []);
}

beforeEach(() => {
  hub = { explanation: [], fitted: prescription, status: 200, runs: true, asked: [] };
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) =>
    Promise.resolve(answer(url, JSON.parse(typeof init?.body === "string" ? init.body : "null") as { prescription: Prescription })),
  );
  vi.stubGlobal("ResizeObserver", class { observe = vi.fn(); unobserve = vi.fn(); disconnect = vi.fn(); });
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn(), addListener: vi.fn(), removeListener: vi.fn() }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Panel({ present }: { present: Prescription }) {
  const drafts = useDrafts("mr2");
  return (
    <PrescriptionPanel
      scannerId="mr2"
      series={{
        series_id: "2",
        series_number: 2,
        description: "T2",
        prescription: present,
        scan_time_s: 134,
        series_instance_uid: "1.2.3",
        state: "queued",
      }}
      vocabulary={undefined}
      drafting={drafts.of("2", present)}
      editable
      proposing={false}
      onPropose={vi.fn()}
    />
  );
}

function shown(present: Prescription) {
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <Panel present={present} />
      </QueryClientProvider>
    </I18nextProvider>,
  );
}

const field = (parameter: string) => screen.getByTestId<HTMLInputElement>(`param-${parameter}`);
const last = () => hub.asked.at(-1);

test("what changes with the parallel technique comes from the hub", async () => {
  hub.fitted = { ...prescription, parallel_technique: "SENSE", acceleration_factor: 2 };
  shown(prescription);
  await userEvent.click(screen.getByLabelText("Parallel imaging", { selector: "input" }));
  await userEvent.click(await screen.findByTitle("SENSE"));
  await waitFor(() => { expect(last()).toEqual(hub.fitted); });
});

test("a number that may be left out can be emptied", async () => {
  shown(DUAL_ECHO);
  await userEvent.clear(field("second_echo_time_ms"));
  await waitFor(() => { expect(last()?.second_echo_time_ms).toBeNull(); });
});

test("a number that is needed stays when its field is emptied", async () => {
  shown(DUAL_ECHO);
  await userEvent.clear(field("echo_time_ms"));
  await userEvent.tab();
  expect(field("echo_time_ms").value).toBe("102");
});

test("to pass through the b-values changes nothing", async () => {
  shown(DIFFUSION);
  await userEvent.click(field("b_values_s_mm2"));
  await userEvent.tab();
  expect(screen.getByTestId("draft-undo")).toHaveProperty("disabled", true);
});

test("b-values that are no numbers stay to be mended, with the reason", async () => {
  shown(DIFFUSION);
  await userEvent.clear(field("b_values_s_mm2"));
  await userEvent.type(field("b_values_s_mm2"), "0, 5oo");
  await userEvent.tab();
  expect(field("b_values_s_mm2").value).toBe("0, 5oo");
  expect(screen.getByRole("alert").textContent).toContain("Numbers from 0");
  await userEvent.clear(field("b_values_s_mm2"));
  await userEvent.type(field("b_values_s_mm2"), "0, 500{Enter}");
  await waitFor(() => { expect(last()?.b_values_s_mm2).toEqual([0, 500]); });
  expect(screen.queryByRole("alert")).toBeNull();
});

test("of what cannot run no effects are told", async () => {
  hub.runs = false;
  const effects = [{ quantity: "scan_time", direction: "falls", before: 100, after: 1 } as const];
  hub.explanation = [
    { parameter: "echo_time_ms", before: 102, after: 5, runs: false, effects },
    { parameter: null, before: null, after: null, runs: false, effects },
  ];
  shown(prescription);
  await waitFor(() => { expect(screen.getByTestId("explanations").textContent).toContain("All together cannot run"); });
  expect(screen.getByTestId("explanations").textContent).toContain("cannot run by itself");
  expect(screen.getByTestId("explanations").textContent).not.toContain("%");
});

test("while the hub cannot tell whether it runs, nothing says so and nothing is proposed", async () => {
  shown(prescription);
  await waitFor(() => { expect(screen.getByTestId("consequences-verdict").dataset.runs).toBe("true"); });
  hub.status = 500;
  await userEvent.type(field("averages"), "{Backspace}2");
  await waitFor(() => { expect(screen.getByTestId("consequences-verdict").dataset.runs).toBe("unknown"); });
  expect(screen.getByTestId("propose")).toHaveProperty("disabled", true);
});
