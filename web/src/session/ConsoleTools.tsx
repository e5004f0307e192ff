import type { ComponentProps } from "react";

import type { Session, SourceDescription } from "../api/schema";
import { KeyTools, MarkTools, ViewTools, type ConsoleState, type ConsoleViewer, type MarkTool } from "../console";
import { ScreenshotButton } from "./screenshots/ScreenshotButton";
import type { Standing } from "./standing";
import styles from "./session.module.css";

interface Props {
  session: Session;
  standing: Standing;
  /** What is shown large. */
  source: SourceDescription | undefined;
  viewer: ConsoleViewer | null;
  state: ConsoleState | null;
  tool: MarkTool | null;
  onTool: (tool: MarkTool | null) => void;
  /** How large the screen is shown. */
  sight: ComponentProps<typeof ViewTools>;
}

/** What one can do with the picture: show, keep, enlarge; and keys for who drives. */
export function ConsoleTools({ session, standing, source, viewer, state, tool, onTool, sight }: Props) {
  const live = state?.status.kind === "live";
  return (
    <div className={styles.consoleTools}>
      <MarkTools viewer={live ? viewer : null} tool={tool} onTool={onTool} clearsAll={standing.operator || standing.expert} />
      {/* A camera shows the patient: it is looked at and never kept. */}
      {source?.kind !== "camera" && <ScreenshotButton sessionId={session.session_id} viewer={viewer} state={state} />}
      {standing.drives && source?.drivable && live && viewer && <KeyTools viewer={viewer} />}
      <ViewTools {...sight} />
    </div>
  );
}
