// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, test, vi } from "vitest";

import { i18n } from "../app/i18n";
import { KeyTools } from "./KeyTools";
import { Exactness, LinkFacts } from "./LinkFacts";
import { MarkTools } from "./MarkTools";
import { type ConsoleState, type ConsoleViewer, startState } from "./viewer";

// jsdom lays nothing out: popups then stand anywhere.
class NoLayout implements ResizeObserver {
  observe(): void { /* never changes */ }
  unobserve(): void { /* never changes */ }
  disconnect(): void { /* never changes */ }
}
vi.stubGlobal("ResizeObserver", NoLayout);

afterEach(cleanup);

const live: ConsoleState = { ...startState, status: { kind: "live" }, exact: true };
const shown = (part: React.ReactElement) => render(<I18nextProvider i18n={i18n}>{part}</I18nextProvider>);
const viewerThatNotes = () => {
  const viewer = { mark: vi.fn(), press: vi.fn() };
  return { viewer: viewer as unknown as ConsoleViewer, ...viewer };
};

test("a delay that was not measured is shown as not measured", () => {
  shown(<LinkFacts state={live} />);
  expect(screen.getByTestId("console-delay").dataset.measured).toBe("false");
});

test("a delay is shown smoothed, and marked where people notice it", () => {
  shown(<LinkFacts state={{ ...live, delaysMs: [140, 150, 900, 145, 150] }} />);
  const delay = screen.getByTestId("console-delay");
  expect(delay.textContent).toContain("150");
  expect(delay.dataset.level).toBe("warning");
});

test("regions that are being refined are counted as people see them", () => {
  const inexact = [{ x: 0, y: 0, width: 64, height: 64 }, { x: 64, y: 0, width: 64, height: 32 }, { x: 900, y: 700, width: 16, height: 16 }];
  shown(<Exactness state={{ ...live, exact: false, inexact }} />);
  const mark = screen.getByTestId("console-quality");
  expect([mark.dataset.lossless, mark.dataset.regions]).toEqual(["false", "2"]);
  expect(mark.textContent).toContain("≈");
});

test("of a picture that is not live nothing is called lossless", () => {
  shown(<Exactness state={{ ...live, status: { kind: "stale", since: 0, cause: "link" } }} />);
  expect(screen.queryByTestId("console-quality")).toBeNull();
});

test("a tool is chosen and put away by the same button", async () => {
  const onTool = vi.fn();
  const { viewer } = viewerThatNotes();
  const { rerender } = shown(<MarkTools viewer={viewer} tool={null} onTool={onTool} clearsAll={false} />);
  await userEvent.click(screen.getByTestId("mark-arrow"));
  expect(onTool).toHaveBeenLastCalledWith({ shape: "arrow", stays: false });
  rerender(<I18nextProvider i18n={i18n}><MarkTools viewer={viewer} tool={{ shape: "arrow", stays: false }} onTool={onTool} clearsAll={false} /></I18nextProvider>);
  await userEvent.click(screen.getByTestId("mark-arrow"));
  expect(onTool).toHaveBeenLastCalledWith(null);
});

test("only who may is offered to clear everybody's marks", async () => {
  const { viewer, mark } = viewerThatNotes();
  shown(<MarkTools viewer={viewer} tool={null} onTool={vi.fn()} clearsAll={false} />);
  await userEvent.click(screen.getByTestId("mark-clear"));
  await userEvent.click(await screen.findByTestId("mark-clear-own"));
  expect(mark).toHaveBeenCalledWith({ type: "erase", number: null, of_everybody: false });
  expect(screen.queryByTestId("mark-clear-all")).toBeNull();
});

test("a modifier is held for the next key and then let go", async () => {
  const { viewer, press } = viewerThatNotes();
  shown(<KeyTools viewer={viewer} />);
  await userEvent.click(screen.getByTestId("special-keys-open"));
  await userEvent.click(await screen.findByRole("button", { name: "Ctrl" }));
  await userEvent.click(screen.getByTestId("key-F5"));
  await userEvent.click(screen.getByTestId("key-F5"));
  expect(press.mock.calls).toEqual([[[0xffe3, 0xffc2]], [[0xffc2]]]);
});

test("a text goes to the scanner only once it was seen and confirmed", async () => {
  const { viewer, press } = viewerThatNotes();
  shown(<KeyTools viewer={viewer} />);
  await userEvent.click(screen.getByTestId("type-text-open"));
  await userEvent.type(await screen.findByTestId("type-text"), "TE");
  expect(press).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId("type-text-confirm"));
  expect(press.mock.calls).toEqual([[[0x54]], [[0x45]]]);
});
