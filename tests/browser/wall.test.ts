/** Two consoles on one wall, marks that others see at once, and a screenshot in the record. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { openBrowser, signIn } from "./people";

const hospital = inject("hospital");
const CAPTION = "运动伪影: look at phase encoding";

let browser: Browser;
let expert: Page;
let county: Page;
let sessionId: string;

const see = (page: Page, id: string) => page.getByTestId(id).first();
const attribute = (page: Page, id: string, name: string) => expect.poll(() => see(page, id).getAttribute(name), { timeout: 20_000 });

/** A site's operator asks for help; the expert takes the request and is admitted. */
async function sessionAt(username: string): Promise<Page> {
  const operator = await signIn(browser, hospital, username, "en", { width: 1366, height: 768 });
  await see(operator, "nav-operator").click();
  await see(operator, "ask-reason").fill("Motion on T1");
  await operator.locator("label", { has: operator.getByTestId("ask-region-head") }).click();
  await see(operator, "ask-submit").click();
  await see(expert, "nav-requests").click();
  await expert.locator("[data-testid^=take-]").first().click();
  await expert.waitForURL(/\/sessions\//);
  await see(operator, "action-admit").click();
  await attribute(expert, "console-quality", "data-lossless").toBe("true");
  return operator;
}

/** Drags over the console's picture, in shares of it. */
async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = await page.getByTestId("console-pane").locator("canvas").first().boundingBox();
  if (box === null) throw new Error("the console shows no picture");
  await page.mouse.move(box.x + box.width * from[0], box.y + box.height * from[1]);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to[0], box.y + box.height * to[1], { steps: 8 });
  await page.mouse.up();
}

/** The same by a finger. */
async function swipe(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = await page.getByTestId("console-pane").locator("canvas").first().boundingBox();
  if (box === null) throw new Error("the console shows no picture");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  const touch = async (type: "touchStart" | "touchMove", [x, y]: [number, number]) => {
    await devtools.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x: box.x + box.width * x, y: box.y + box.height * y }] });
  };
  await touch("touchStart", from);
  await touch("touchMove", [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
  await touch("touchMove", to);
  await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

beforeAll(async () => {
  browser = await openBrowser();
  expert = await signIn(browser, hospital, "expert", "zh-CN");
});
afterAll(async () => {
  for (const { session_id } of await openSessions()) {
    await expert.request.post(`${hospital.address}/api/sessions/${session_id}/commands`, { data: { kind: "close", note: "Seen" } });
  }
  await browser.close();
});

async function openSessions(): Promise<{ session_id: string }[]> {
  return (await (await expert.request.get(`${hospital.address}/api/sessions?open=true`)).json()) as { session_id: string }[];
}

describe.sequential("the wall", () => {
  test("without a console the wall says so; each admission brings one", async () => {
    await see(expert, "nav-wall").click();
    await see(expert, "wall-empty").waitFor();
    county = await sessionAt("county");
    sessionId = expert.url().split("/").at(-1) ?? "";
    await sessionAt("hq");
    await see(expert, "nav-wall").click();
    await attribute(expert, "wall", "data-count").toBe("2");
    await attribute(expert, "console-quality", "data-lossless").toBe("true");
    await attribute(expert, "wall-hq-mr1", "data-status").toBe("live");
  });

  test("a number brings that console to the front, and the other goes on small", async () => {
    await expert.keyboard.press("2");
    await attribute(expert, "wall-county-mr2", "data-status").toBe("live");
    await expert.keyboard.press("1");
    await attribute(expert, "wall-front", "data-session").toBe(sessionId);
    await attribute(expert, "console-quality", "data-lossless").toBe("true");
  });

  test("what the expert draws the operator sees with a name, and either clears it", async () => {
    await see(county, "open-session-page").click();
    await attribute(county, "console-quality", "data-lossless").toBe("true");
    await see(expert, "mark-stays").click();
    await see(expert, "mark-arrow").click();
    await drag(expert, [0.3, 0.6], [0.15, 0.3]);
    await attribute(county, "console-marks", "data-count").toBe("1");
    const marked = county.getByTestId("console-pane").locator("span[data-shape=arrow]");
    expect(await marked.textContent()).toBe("Chen Hao");

    await see(county, "mark-clear").click();
    await see(county, "mark-clear-all").click();
    await attribute(expert, "console-marks", "data-count").toBe("0");
  });

  test("a tablet's touch draws as well", async () => {
    await see(county, "mark-circle").click();
    await swipe(county, [0.5, 0.5], [0.7, 0.8]);
    await attribute(expert, "console-marks", "data-count").toBe("1");
  });

  test("a screenshot with its caption stands in the record, lossless and at full size", async () => {
    await see(expert, "screenshot-take").click();
    await see(expert, "screenshot-caption").fill(CAPTION);
    await see(expert, "screenshot-keep").click();
    await attribute(expert, "screenshot-take", "data-waiting").toBe("0");
    await expert.goto(`${hospital.address}/records/${sessionId}`);
    await expect.poll(() => see(expert, "screenshot-caption-kept").textContent(), { timeout: 20_000 }).toBe(CAPTION);
    const picture = expert.getByTestId("screenshot").locator("img").first();
    await expect
      .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: 20_000 })
      .toBe(1920);
    expect(await expert.getByTestId("screenshot").locator("[data-exact]").getAttribute("data-exact")).toBe("true");
  });
});
