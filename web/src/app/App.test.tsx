import { render } from "@testing-library/react";
import { expect, test } from "vitest";

import { App } from "./App";

test("the application renders", () => {
  expect(render(<App />).container).toBeDefined();
});
