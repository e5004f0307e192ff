/** The whole loop, as two people live it: the operator at the county hospital, the expert anywhere. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";

import { colours, consolePicture, pictureIsStill } from "./console";
import { type Language, openBrowser, signIn } from "./people";

const hospital = inject("hospital");
const SCANNER = "county-mr2";
const NOTE = "TE 14 → 13 ms, two averages: motion gone.";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const see = (page: Page, id: string) => page.getByTestId(id).first();

async function waitForState(page: Page, id: string, attribute: string, value: string | RegExp): Promise<void> {
  await expect
    .poll(async () => await see(page, id).getAttribute(attribute), { timeout: 20_000 })
    .toMatch(typeof value === "string" ? new RegExp(`^${value}$`) : value);
}

/**
 * What the expert changes: each language has a series of its own, as both run in one hospital group. The console
 * comes over QUIC, or over a WebSocket to a browser that remembers that QUIC was blocked.
 */
const CASES = [
  { language: "en" as Language, series: 4, averages: "2", echoTime: "13", images: "22", transport: "quic" },
  { language: "zh-CN" as Language, series: 5, averages: "1", echoTime: "90", images: "22", transport: "websocket" },
];

describe.sequential.each(CASES)("the loop in $language", ({ language, series, averages, echoTime, images, transport }) => {
  let operator: Page;
  let expert: Page;
  let sessionId: string;

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    for (const [name, page] of Object.entries({ operator, expert })) {
      await page.screenshot({ path: `../../test-results/${language}-${task.name.slice(0, 1)}-${name}.png` });
    }
  });

  test("1. the operator signs in, sees the scanner and asks for help", async () => {
    expert = await signIn(browser, hospital, "expert", language);
    await see(expert, "nav-requests").click();
    await see(expert, "requests").waitFor();

    operator = await signIn(browser, hospital, "county", language, { width: 1366, height: 768 });
    expect(await operator.locator("html").getAttribute("lang")).toBe(language);
    await see(operator, `scanner-${SCANNER}`).waitFor();
    await see(operator, "nav-operator").click();
    await see(operator, "ask-reason").fill(language === "en" ? "Motion on T1" : "T1 有运动伪影");
    await operator.locator("label", { has: operator.getByTestId("ask-region-head") }).click();
    await see(operator, "ask-submit").click();
    await see(operator, "operator-standing").waitFor();
  });

  test("2. the expert sees the request arrive, takes it, is admitted and sees the console", async () => {
    await see(expert, `take-${SCANNER}`).click();
    await expert.waitForURL(/\/sessions\//);
    sessionId = expert.url().split("/").at(-1) ?? "";
    await see(expert, "console-not-admitted").waitFor();

    if (transport === "websocket") {
      await expert.evaluate(() => { localStorage.setItem("telescan.quicBlockedAt", String(Date.now())); });
    }
    await see(operator, "action-admit").click();
    await waitForState(expert, "console-quality", "data-lossless", "true");
    const screen = expert.getByTestId("console-pane").getByRole("application");
    expect(await screen.getAttribute("data-transport")).toBe(transport);
    expect(colours(await consolePicture(expert))).toBeGreaterThan(100);

    await see(expert, "source-small").click();
    const room = expert.locator("[data-place=small] [data-status]").first();
    await expect.poll(async () => await room.getAttribute("data-status"), { timeout: 20_000 }).toBe("live");
    await see(expert, "source-small").click();
    await room.waitFor({ state: "detached" });
  });

  test("3. the expert changes parameters and sees the consequences before anything is set", async () => {
    await see(expert, `series-${String(series)}`).click();
    await see(expert, "param-echo_time_ms").fill("2");
    await see(expert, "violation-echo_time_ms").waitFor();
    await see(expert, "nearest-echo_time_ms").click();
    await see(expert, "violation-echo_time_ms").waitFor({ state: "detached" });

    const snr = see(expert, "consequence-snr");
    const before = await snr.textContent();
    await see(expert, "param-averages").fill(averages);
    await see(expert, "param-echo_time_ms").fill(echoTime);
    await expect.poll(async () => await snr.textContent(), { timeout: 10_000 }).not.toBe(before);
    for (const id of ["preview-now", "preview-predicted"]) {
      const image = see(expert, id);
      await expect
        .poll(async () => await image.evaluate((one) => (one as HTMLImageElement).naturalWidth), { timeout: 20_000 })
        .toBeGreaterThan(100);
    }
    const pictures = await Promise.all(
      ["preview-now", "preview-predicted"].map(async (id) => await see(expert, id).getAttribute("src")),
    );
    expect(pictures[0]).not.toBe(pictures[1]);
  });

  test("4. the expert proposes, the operator sees old and new and accepts, the scanner answers", async () => {
    const before = await consolePicture(expert);
    await see(expert, "propose").click();
    const proposal = see(operator, "proposal-offered");
    await proposal.waitFor();
    await expect.poll(async () => await proposal.getByTestId("change-averages").textContent()).toContain(averages);
    await see(operator, "accept-proposal").click();

    const asSet = async (parameter: string) => (await see(expert, `as-set-${parameter}`).textContent())?.trim();
    await expect.poll(async () => await asSet("averages"), { timeout: 10_000 }).toBe(averages);
    expect(await asSet("echo_time_ms")).toMatch(new RegExp(`^${echoTime}\\s`));
    await expect.poll(async () => (await consolePicture(expert)).equals(before), { timeout: 10_000 }).toBe(false);
  });

  test("5. the operator grants control, the expert drives, the operator takes it back at once", async () => {
    const screen = expert.getByTestId("console-pane").getByRole("application");
    await see(expert, "action-ask_for_control").click();
    await see(operator, "action-grant_control").click();
    await expect.poll(async () => await screen.getAttribute("data-driving")).toBe("true");

    await pictureIsStill(expert);
    const before = await consolePicture(expert);
    await clickQueueRow(expert, 5);
    await expect.poll(async () => (await consolePicture(expert)).equals(before), { timeout: 10_000 }).toBe(false);

    await see(operator, "action-take_back_control").click();
    await expect.poll(async () => await screen.getAttribute("data-driving")).toBe("false");
    const after = await pictureIsStill(expert);
    await clickQueueRow(expert, 4);
    expect((await pictureIsStill(expert)).equals(after)).toBe(true);
  });

  test("6. the operator starts the scan and everybody sees its progress", async () => {
    await see(operator, `series-${String(series)}`).click();
    await see(operator, "start-scan").click();
    await Promise.all([operator, expert].map(async (page) => { await see(page, "scan-progress").waitFor(); }));
  });

  test("7. images, SNR and the check against what was accepted arrive while the patient is on the table", async () => {
    await see(expert, `series-result-${String(series)}`).click({ timeout: 240_000 });
    await expect.poll(async () => await see(expert, "series-images").textContent(), { timeout: 60_000 }).toContain(images);
    await expect.poll(async () => await see(expert, "viewer").getAttribute("data-count"), { timeout: 30_000 }).toBe(images);
    const viewer = see(expert, "viewer");
    await expect
      .poll(async () => colours(await viewer.locator("canvas").first().screenshot()), { timeout: 30_000 })
      .toBeGreaterThan(50);
    const index = await viewer.getAttribute("data-index");
    await viewer.hover();
    await expert.mouse.wheel(0, 120);
    await expect.poll(async () => await viewer.getAttribute("data-index")).not.toBe(index);
    await expect
      .poll(async () => Number((await see(expert, "measurement-snr").textContent())?.match(/[\d.]+/)?.[0]), { timeout: 20_000 })
      .toBeGreaterThan(5);
    for (const parameter of ["echo_time_ms", "repetition_time_ms", "averages", "matrix_phase"]) {
      expect(await see(expert, `check-${parameter}`).getAttribute("data-agreement")).toBe("matches");
    }
  });

  test("8. the session closes with a note, and the record shows who did what and when", async () => {
    await see(expert, "close-session").click();
    await see(expert, "close-note").fill(NOTE);
    await see(expert, "close-confirm").click();
    await expert.goto(`${hospital.address}/records/${sessionId}`);
    await expect.poll(async () => await see(expert, "record-note").textContent()).toContain(NOTE);
    const acts = await expert.locator("[data-testid=timeline] [data-kind]").evaluateAll((entries) =>
      entries.map((entry) => entry.getAttribute("data-kind")),
    );
    const kept = acts[0] === "closed" ? acts.toReversed() : acts;
    const expected = [
      "help_asked", "taken", "admitted", "proposal_offered", "proposal_accepted", "proposal_applied",
      "control_asked", "control_granted", "control_ended", "scan_started", "scan_ended", "closed",
    ];
    expect(kept.filter((kind) => kind !== null && expected.includes(kind))).toEqual(expected);
    await operator.context().close();
    await expert.context().close();
  });
});

/** Clicks a row of the series queue on the scanner's own console, in the scanner's pixels. */
async function clickQueueRow(page: Page, row: number): Promise<void> {
  const box = await page.getByTestId("console-pane").locator("canvas").first().boundingBox();
  if (box === null) throw new Error("the console shows no picture");
  const scale = box.width / 1920;
  await page.mouse.click(box.x + 130 * scale, box.y + (130 + row * 34) * scale);
}
