/** The remote console in the browser: what pages use of it. */

export { ConsoleView, type ConsoleViewProps } from "./ConsoleView";
export { Exactness, LinkFacts } from "./LinkFacts";
export { KeyTools } from "./KeyTools";
export type { MarkTool } from "./MarkLayer";
export { MarkTools } from "./MarkTools";
export { paintMarks } from "./markShapes";
export { regionsOf } from "./regions";
export { Age } from "./StateOverlay";
export type { Driver } from "./messages";
export type { ConsoleStatus } from "./status";
export type { ConsoleState, ConsoleViewer } from "./viewer";
export { ViewTools } from "./ViewTools";
export { keptView, type View } from "./zoom";
