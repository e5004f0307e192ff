/** The remote console in the browser: what pages use of it. */

export { ConsoleView, type ConsoleViewProps } from "./ConsoleView";
export type { Delay } from "./link";
export type { Driver } from "./messages";
export type { ConsoleStatus } from "./status";
export type { ConsoleState } from "./viewer";
