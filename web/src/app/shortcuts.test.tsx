// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { listenForShortcuts, useShortcut, useShortcuts } from "./shortcuts";

let stop: () => void;
beforeEach(() => { stop = listenForShortcuts(); });
afterEach(() => {
  stop();
  cleanup();
});

function Page({ keys, run }: { keys: string; run: () => void }) {
  useShortcut(keys, "what it does", run);
  const listed = useShortcuts().map((shortcut) => shortcut.keys);
  return (
    <>
      <input aria-label="note" />
      <div data-undo="page">
        <input aria-label="value" />
      </div>
      <p>{listed.join(" ")}</p>
    </>
  );
}

test("a shortcut runs while its component is on screen, and not after", async () => {
  const run = vi.fn();
  const { unmount } = render(<Page keys="F9" run={run} />);
  await userEvent.keyboard("{F9}");
  unmount();
  await userEvent.keyboard("{F9}");
  expect(run).toHaveBeenCalledOnce();
});

test("plain keys belong to whoever types, function keys do not", async () => {
  const [plain, taking] = [vi.fn(), vi.fn()];
  const view = render(
    <>
      <Page keys="M" run={plain} />
      <Page keys="F9" run={taking} />
    </>,
  );
  const [first] = view.getAllByLabelText("note");
  if (first) await userEvent.type(first, "m{F9}");
  expect(plain).not.toHaveBeenCalled();
  expect(taking).toHaveBeenCalledOnce();
});

test("undo is the text's own, but in fields whose edits are the page's", async () => {
  const undo = vi.fn();
  const view = render(<Page keys="Ctrl+Z" run={undo} />);
  await userEvent.type(view.getByLabelText("note"), "{Control>}z{/Control}");
  expect(undo).not.toHaveBeenCalled();
  await userEvent.type(view.getByLabelText("value"), "{Control>}z{/Control}");
  expect(undo).toHaveBeenCalledOnce();
});

test("the shortcuts on screen are listed", () => {
  const view = render(<Page keys="Ctrl+Enter" run={vi.fn()} />);
  expect(view.getByText("Ctrl+Enter")).toBeTruthy();
});
