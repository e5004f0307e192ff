/** People in browsers of their own. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

import type { Hospital } from "./hospital";

export type Language = "en" | "zh-CN";

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--enable-unsafe-swiftshader",
    ],
  });
}

/** Signs somebody in, in a browser profile of her own. Anything that the page logs as an error fails the test. */
export async function signIn(
  browser: Browser,
  hospital: Hospital,
  username: string,
  language: Language,
  viewport = { width: 1920, height: 1200 },
): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport, locale: language });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(hospital.address);
  await page.getByTestId("sign-in-username").fill(username);
  await page.getByTestId("sign-in-password").fill(hospital.accounts[username] ?? "");
  await page.getByTestId("sign-in-submit").click();
  await page.getByTestId("nav-overview").waitFor();
  return page;
}
