/** Starts a hospital group for the tests, as `make run` does, and ends it afterwards. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import type { TestProject } from "vitest/node";

export interface Hospital {
  address: string;
  accounts: Record<string, string>;
  local_pages: Record<string, string>;
  processes: Record<string, number>;
  ready_s: number;
}

declare module "vitest" {
  export interface ProvidedContext {
    hospital: Hospital;
  }
}

const PYTHON = process.env["TELESCAN_PYTHON"] ?? fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = mkdtempSync(join(tmpdir(), "telescan-"));
  const port = String(await freePort());
  const demo = spawn(
    PYTHON,
    ["-m", "telescan.cli", "demo", "--json", "--data", data, "--port", port, "--speed", "30", "--end-with-parent"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<number | null>((resolve) => demo.once("exit", resolve));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(demo.stdout).once("line", resolve)),
    ended.then((code) => {
      throw new Error(`telescan demo ended with ${String(code)} before it was ready; logs in ${data}`);
    }),
  ]);
  project.provide("hospital", JSON.parse(line) as Hospital);
  return async () => {
    demo.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
}
