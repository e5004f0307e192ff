import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Card } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Session } from "../../api/schema";
import { Exactness, LinkFacts, MarkTools, type ConsoleState, type ConsoleViewer, type MarkTool } from "../../console";
import { ScreenshotButton } from "../screenshots/ScreenshotButton";
import styles from "./operator.module.css";

const ConsoleView = lazy(() => import("../../console/ConsoleView").then((m) => ({ default: m.ConsoleView })));

/** The console as everybody sees it, with what people show on it: the operator draws by touch. */
export function SharedConsole({ session }: { session: Session }) {
  const { t } = useTranslation("session");
  const [open, setOpen] = useState(false);
  const [state, setState] = useState<ConsoleState | null>(null);
  const [viewer, setViewer] = useState<ConsoleViewer | null>(null);
  const [tool, setTool] = useState<MarkTool | null>(null);
  const live = state?.status.kind === "live";
  const toggle = (
    <Button
      size="large"
      icon={open ? <EyeInvisibleOutlined /> : <EyeOutlined />}
      aria-expanded={open}
      onClick={() => { setOpen(!open); }}
      data-testid="shared-console-toggle"
    >
      {open ? t("operator.hideConsole") : t("operator.showConsole")}
    </Button>
  );
  if (!open) return toggle;
  return (
    <Card className={styles.shared ?? ""}>
      <div className={styles.sharedHead}>
        {toggle}
        <MarkTools viewer={live ? viewer : null} tool={tool} onTool={setTool} clearsAll large />
        <ScreenshotButton sessionId={session.session_id} viewer={viewer} state={state} large />
        {state && <Exactness state={state} />}
        {state && <LinkFacts state={state} />}
      </div>
      <div className={styles.sharedPicture} data-testid="console-pane">
        <Suspense fallback={null}>
          <ConsoleView
            scannerId={session.scanner_id}
            sessionId={session.session_id}
            control={null}
            tool={tool}
            onState={setState}
            onViewer={setViewer}
          />
        </Suspense>
      </div>
    </Card>
  );
}
