// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import setUp from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Consequences } from "../api/schema";
import { i18n } from "../app/i18n";
import { consequences, model } from "../session/examples";
import { Figures } from "./Figures";
import { upwards } from "./figureWords";

const userEvent = setUp.setup({ pointerEventsCheck: 0, delay: null });

const present: Consequences = {
  ...consequences,
  contrasts: [
    { brighter: "gray_matter", darker: "white_matter", cnr: 18.72 },
    { brighter: "cerebrospinal_fluid", darker: "gray_matter", cnr: 60 },
  ],
  gradient_peak_mt_m: 16.5,
  slew_peak_t_m_s: 60,
  stimulation_share_of_limit: 0.4,
};

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", class { observe = vi.fn(); unobserve = vi.fn(); disconnect = vi.fn(); });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function shown(proposed: Consequences) {
  render(
    <I18nextProvider i18n={i18n}>
      <Figures present={present} proposed={proposed} model={model} />
    </I18nextProvider>,
  );
}
const figure = (id: string) => screen.getByTestId(`consequence-${id}`).textContent;

test("what a proposal leaves alone stands once", () => {
  shown(present);
  expect(figure("time")).toBe("Scan time2:14");
  expect(figure("cnr")).toContain("18.7 gray matter brighter");
  expect(figure("cnr")).not.toContain("→");
});

test("what a proposal changes stands as it was and as it will be, with its unit", () => {
  shown({ ...present, sar_head_w_kg: 2.4, relative_snr: 0.82, slices_per_repetition: 11 });
  expect(figure("sarHead")).toBe("Head SAR1.90 → 2.40 W/kg");
  expect(figure("slicesPerTr")).toBe("Slices per TR20 → 11");
  expect(figure("snr")).toBe("SNR change−18%");
});

test("what was not worked out is not shown as a number", () => {
  shown({ ...present, gradient_peak_mt_m: null });
  expect(figure("gradient")).toBe("Gradient peak16.5 → – mT/m");
  expect(screen.queryByRole("meter", { name: "Gradient peak" })).toBeNull();
});

test("bars tell the share of the scanner's own gradients and of the limits, and warn near these only", () => {
  shown({ ...present, slew_peak_t_m_s: 118, sar_share_of_limit: 0.9 });
  const meter = (name: string) => screen.getByRole("meter", { name });
  expect(meter("Gradient peak").getAttribute("aria-valuenow")).toBe("50");
  expect(meter("Slew peak").dataset.level).toBeUndefined();
  expect(meter("SAR of limit").dataset.level).toBe("near");
});

test("contrast is that of the tissues chosen, and which is brighter is told anew when it turns", async () => {
  shown({
    ...present,
    contrasts: [
      { brighter: "white_matter", darker: "gray_matter", cnr: 5 },
      { brighter: "gray_matter", darker: "cerebrospinal_fluid", cnr: 7 },
    ],
  });
  expect(figure("cnr")).toContain("18.7 → 5.0 white matter now brighter");
  await userEvent.click(screen.getByLabelText("Tissues whose contrast is shown", { selector: "input" }));
  await userEvent.click(await screen.findByTitle("CSF – gray matter"));
  expect(figure("cnr")).toContain("60.0 → 7.0 gray matter now brighter");
});

test.each([
  [11.01, 11.1],
  [11.1, 11.1],
  [3605.32, 3605.4],
])("a shortest time of %d is told as %d, which runs", (value, told) => {
  expect(upwards(value)).toBe(told);
});
