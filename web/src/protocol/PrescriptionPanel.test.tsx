// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, render, screen, waitFor } from "@testing-library/react";
import setUp from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Consequences, Explanation, ParameterDescription, Prescription, WayOut } from "../api/schema";
import { i18n } from "../app/i18n";
import { consequences, model, prescription } from "../session/examples";
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
  found: Partial<Consequences>;
  uses: ParameterDescription[];
  ways: WayOut[];
  asked: Prescription[];
}
let hub: Hub;

function answer(url: string, body: { prescription: Prescription }): Response {
  const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });
  if (url.endsWith("/fitted")) return json(hub.fitted);
  if (url.endsWith("/consequences")) {
    hub.asked.push(body.prescription);
    return json({ ...consequences, ...hub.found, runs: hub.runs, explanation: hub.explanation }, hub.status);
  }
  if (url.endsWith("/ways-out")) return json(hub.ways);
  if (url.endsWith("/parameters")) return json(hub.uses);
  return url.endsWith("/preview") ? new Response("", { status: 503 }) : json(url.endsWith("/vocabulary") ? {} : []);
}

beforeEach(() => {
  hub = { explanation: [], fitted: prescription, status: 200, runs: true, found: {}, uses: [], ways: [], asked: [] };
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
      model={model}
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
  await waitFor(() => { expect(screen.getByTestId("explanations").textContent).toContain("All together: cannot run"); });
  expect(screen.getByTestId("explanations").textContent).toContain("cannot run by itself");
  expect(screen.getByTestId("explanations").textContent).not.toContain("%");
});

test("a lost null and a reversed distortion are told in words of their own", async () => {
  const one = { before: 2490, after: 2000, runs: true } as const;
  hub.explanation = [
    {
      ...one,
      parameter: "inversion_time_ms",
      effects: [
        { quantity: "csf_over_gray", direction: "rises", before: 0.03, after: 0.99 },
        { quantity: "fat_over_gray", direction: "falls", before: 2, after: 0.02 },
      ],
    },
    {
      ...one,
      parameter: "phase_encoding_polarity",
      effects: [
        { quantity: "fat_shift", direction: "reverses", before: 17.2, after: 17.2 },
        { quantity: "distortion", direction: "reverses", before: 17.4, after: 8.7 },
      ],
    },
  ];
  shown(prescription);
  const told = () => screen.getByTestId("explanations").textContent;
  await waitFor(() => { expect(told()).toContain("CSF no longer nulled: it rises from 3% to 99% of gray matter"); });
  expect(told()).toContain("fat now nulled: it falls from 200% to 2% of gray matter");
  expect(told()).toContain("fat shift reverses, distortion reverses (−50%)");
});

test("while the hub cannot tell whether it runs, nothing says so and nothing is proposed", async () => {
  shown(prescription);
  await waitFor(() => { expect(screen.getByTestId("consequences-verdict").dataset.runs).toBe("true"); });
  hub.status = 500;
  await userEvent.type(field("averages"), "{Backspace}2");
  await waitFor(() => { expect(screen.getByTestId("consequences-verdict").dataset.runs).toBe("unknown"); });
  expect(screen.getByTestId("propose")).toHaveProperty("disabled", true);
});

test("a coil is one of the scanner's, and the usual one needs no name", async () => {
  shown(prescription);
  expect(screen.getByTestId("as-set-receive_coil").textContent).toBe("8HRBRAIN");
  const choose = async (coil: string) => {
    await userEvent.click(screen.getByLabelText("Receive coil", { selector: "input" }));
    await userEvent.click(await screen.findByTitle(coil));
  };
  await choose("QUADHEAD · 1 channel");
  await waitFor(() => { expect(last()?.receive_coil).toBe("QUADHEAD"); });
  await choose("8HRBRAIN · 8 channels");
  await waitFor(() => { expect(screen.getByTestId("draft-reset")).toHaveProperty("disabled", true); });
});

test("saturation bands are added beside the slices, placed, and removed one by one", async () => {
  shown(prescription);
  await userEvent.click(field("saturation_bands"));
  await userEvent.click(field("saturation_bands"));
  await userEvent.clear(screen.getByTestId("band-0-offset_mm"));
  await userEvent.type(screen.getByTestId("band-0-offset_mm"), "-110");
  await waitFor(() => {
    expect(last()?.saturation_bands).toEqual([{ offset_mm: -110, thickness_mm: 40 }, { offset_mm: 90, thickness_mm: 40 }]);
  });
  await userEvent.click(screen.getByTestId("band-0-remove"));
  await waitFor(() => { expect(last()?.saturation_bands).toEqual([{ offset_mm: 90, thickness_mm: 40 }]); });
  await userEvent.click(screen.getByTestId("draft-undo"));
  expect(screen.getByTestId("band-1-remove")).toBeDefined();
});

const describing = (parameter: string, of: Partial<ParameterDescription>): ParameterDescription => ({
  parameter,
  must_be_unset: false,
  needs_parallel_technique: false,
  item_ranges: {},
  ...of,
});

test("a number that no scanner takes is told beside its own field, and the hub is not asked", async () => {
  hub.uses = [
    describing("averages", { range: { lowest: 1, highest: 16, open_below: false } }),
    describing("saturation_bands", { item_ranges: { thickness_mm: { lowest: 5, highest: 200, open_below: false } } }),
  ];
  shown({ ...prescription, saturation_bands: [{ offset_mm: 90, thickness_mm: 40 }] });
  await userEvent.clear(await screen.findByTestId("band-0-thickness_mm"));
  await userEvent.type(screen.getByTestId("band-0-thickness_mm"), "900");
  const bands = screen.getByRole("group", { name: "Saturation bands" });
  await waitFor(() => { expect(bands.textContent).toContain("Thickness takes 5 to 200 mm"); });
  await userEvent.type(field("averages"), "{Backspace}40");
  expect((await screen.findByTestId("fault-averages")).textContent).toContain("Averages takes 1 to 16");
  const verdict = screen.getByTestId("consequences-verdict");
  expect(verdict.dataset.runs).toBe("unknown");
  expect(verdict.textContent).toContain("Averages, Sat. bands");
  expect(hub.asked.some((one) => one.averages === 40)).toBe(false);
  expect(screen.getByTestId("propose")).toHaveProperty("disabled", true);
});

test("a value that is not used is told by what keeps it from being used", async () => {
  hub.uses = [
    describing("slice_gap_mm", { acquisition_type: "2D", unset: 0, must_be_unset: true }),
    describing("inversion_time_ms", { sequences: ["mprage"], unset: null, must_be_unset: true }),
  ];
  hub.runs = false;
  const unused = (parameter: string) => ({ limit: "parameter_not_used", parameter, value: 1, nearest: 0 }) as const;
  hub.found = { violations: [unused("slice_gap_mm"), unused("inversion_time_ms")] };
  shown({ ...prescription, acquisition_type: "3D", inversion_time_ms: 1 });
  expect((await screen.findByTestId("violation-slice_gap_mm")).textContent).toContain("Means something in 2D only");
  expect(screen.getByTestId("violation-inversion_time_ms").textContent).toContain("Turbo spin echo does not use it");
});

test("a reason leads to its field, and a way out is taken by one press", async () => {
  const scrolled = vi.fn();
  Element.prototype.scrollIntoView = scrolled;
  hub.runs = false;
  hub.found = {
    violations: [{ limit: "echo_time_too_short", parameter: "echo_time_ms", value: 5, allowed_min: 11, nearest: 11 }],
  };
  const wide = { ...prescription, echo_time_ms: 5, pixel_bandwidth_hz: 400 };
  hub.ways = [{ prescription: wide, changed: ["pixel_bandwidth_hz"], consequences, effects: [] }];
  shown(prescription);
  await userEvent.click(await screen.findByRole("button", { name: /TE Too short for this sequence \(at least 11 ms\)/ }));
  expect(scrolled).toHaveBeenCalled();
  expect(document.activeElement).toBe(field("echo_time_ms"));
  await userEvent.click(await screen.findByTestId("way-out-0"));
  await waitFor(() => { expect(last()).toEqual(wide); });
});
