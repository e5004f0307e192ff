// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, test, vi } from "vitest";

import { i18n } from "../app/i18n";
import { keys } from "../live/patch";
import { operator } from "./examples";
import { Messages } from "./Messages";
import type { Command } from "./queries";

afterEach(cleanup);

function shown() {
  const answers: (() => void)[] = [];
  const mutateAsync = vi.fn(() => new Promise<void>((resolve) => answers.push(resolve)));
  const client = new QueryClient();
  client.setQueryData(keys.me, operator);
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <Messages timeline={[]} command={{ mutateAsync } as unknown as Command} canWrite />
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return { mutateAsync, answer: () => answers.shift()?.(), input: screen.getByTestId("message-input") };
}

test("a message that is on its way is not sent again", async () => {
  const { mutateAsync, answer, input } = shown();
  await userEvent.type(input, "look at TE{Enter}{Enter}");
  expect(mutateAsync).toHaveBeenCalledTimes(1);
  answer();
  await waitFor(() => { expect(input).toHaveProperty("value", ""); });
});

test("what is typed while a message is on its way stays", async () => {
  const { answer, input } = shown();
  await userEvent.type(input, "look at TE{Enter}, please");
  answer();
  await waitFor(() => { expect(screen.getByTestId("message-send").className).not.toContain("loading"); });
  expect(input).toHaveProperty("value", "look at TE, please");
});
