import { expect, test, vi } from "vitest";

import { call, Problem, UNREACHABLE } from "./client";

function answer(status: number, body: unknown): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(body), { status })));
}

test("an answer is handed on as it came", async () => {
  answer(200, { a: 1 });
  await expect(call("GET", "/x")).resolves.toEqual({ a: 1 });
});

test("a problem keeps its code, its sentence and its field", async () => {
  answer(422, { code: "invalid", detail: "averages: too many", field: "prescription.averages" });
  const problem = await call("POST", "/x", { body: {} }).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({
    status: 422,
    code: "invalid",
    message: "averages: too many",
    field: "prescription.averages",
  });
});

test("a failure that is no problem document is a problem all the same", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>", { status: 502, statusText: "Bad Gateway" })));
  await expect(call("GET", "/x")).rejects.toMatchObject({ status: 502, code: "http_502" });
});

test("no answer at all is told from a bad one", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
  await expect(call("GET", "/x")).rejects.toMatchObject({ status: UNREACHABLE });
});
