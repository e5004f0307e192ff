import { DesktopOutlined, EyeOutlined, HomeOutlined } from "@ant-design/icons";
import { ConfigProvider, Empty, Tag, Tooltip } from "antd";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Session, SourceDescription } from "../api/schema";
import { useFullScreen } from "../app/fullScreen";
import { Exactness, LinkFacts, type ConsoleState, type ConsoleViewer, type MarkTool } from "../console";
import { usePlace } from "../fleet/queries";
import { useMe } from "../identity/me";
import { ConsoleTools } from "./ConsoleTools";
import type { Standing } from "./standing";
import styles from "./session.module.css";
import { among, CONSOLE, START } from "./sources/arrangement";
import { SourceStage } from "./sources/SourceStage";
import { SourceSwitch } from "./sources/SourceSwitch";
import { useKeptView } from "./useKeptView";

/** What a scanner has before its site has said more. */
const ONLY_CONSOLE: SourceDescription[] = [{ source_id: CONSOLE, name: "", kind: "rfb", drivable: true }];

function whyNot(session: Session, standing: Standing) {
  if (session.state === "requested") return "notTaken" as const;
  return standing.expert ? ("waitForAdmission" as const) : ("notAdmitted" as const);
}

/** Who drives and who watches: names as long as there is room, all of them on a pointer's rest. */
export function WhoIsThere({ session, state }: { session: Session; state: ConsoleState | null }) {
  const { t } = useTranslation("session");
  const watchers = state?.watchers ?? session.admitted.map((person) => person.display_name);
  const holder = session.control.holder?.display_name;
  return (
    <>
      <Tag
        color={holder ? "processing" : "default"}
        icon={holder ? <DesktopOutlined /> : <HomeOutlined />}
        data-testid="who-drives"
        data-holder={session.control.holder?.person_id ?? ""}
      >
        {holder ? t("console.driver", { who: holder }) : t("console.driverLocal")}
      </Tag>
      <Tooltip title={t("console.watchers", { count: watchers.length, names: watchers.join(t("listSeparator")) || "–" })}>
        <span className={styles.watchers} data-testid="who-watches" data-count={watchers.length} tabIndex={0}>
          <EyeOutlined />
          <span>{watchers.length === 0 ? t("console.nobodyWatches") : watchers.join(", ")}</span>
        </span>
      </Tooltip>
    </>
  );
}

interface Props {
  session: Session;
  standing: Standing;
  online: boolean;
  children: ReactNode;
}

/** The scanner's own screen, who drives it and who watches, and what one can do with it. */
export function ConsolePane({ session, standing, online, children }: Props) {
  const { t } = useTranslation(["session", "console"]);
  const me = useMe();
  const pane = useRef<HTMLElement>(null);
  const [state, setState] = useState<ConsoleState | null>(null);
  const [viewer, setViewer] = useState<ConsoleViewer | null>(null);
  const [zoom, setZoom] = useState<number | null>(null);
  const [tool, setTool] = useState<MarkTool | null>(null);
  const [view, setView] = useKeptView(me.person_id, session.scanner_id);
  const [fullScreen, toggleFullScreen] = useFullScreen(pane);
  // Through an outage the last picture stays, marked; only a console that never came is said to be offline.
  const shown = standing.canSeeConsole && (online || state?.size != null);
  const told = usePlace(session.scanner_id).scanner?.sources ?? [];
  const sources = told.length > 0 ? told : ONLY_CONSOLE;
  const [wanted, setArrangement] = useState(START);
  const arrangement = among(wanted, sources);
  const main = sources.find((one) => one.source_id === arrangement.main);
  return (
    <ConfigProvider getPopupContainer={() => (fullScreen ? pane.current : null) ?? document.body}>
      <section ref={pane} className={styles.pane} aria-label={t("console.title")} data-full-screen={fullScreen}>
        <div className={styles.consoleHead}>
          <div className={styles.facts}>
            <WhoIsThere session={session} state={state} />
            {shown && state && (
              <>
                <Exactness state={state} />
                <LinkFacts state={state} />
              </>
            )}
          </div>
          {shown && sources.length > 1 && (
            <SourceSwitch sources={sources} arrangement={arrangement} onArrange={setArrangement} />
          )}
          <div className={styles.paneActs}>{children}</div>
          {shown && (
            <ConsoleTools
              session={session}
              standing={standing}
              source={main}
              viewer={viewer}
              state={state}
              tool={tool}
              onTool={setTool}
              sight={{ view, zoom, onView: setView, fullScreen, onFullScreen: toggleFullScreen }}
            />
          )}
        </div>
        <div className={styles.console} data-testid="console-pane">
          {shown ? (
            <SourceStage
              session={session}
              sources={sources}
              arrangement={arrangement}
              onArrange={setArrangement}
              main={{
                control: standing.drives ? session.control.epoch : null,
                view,
                tool,
                onView: setView,
                onZoom: setZoom,
                onState: setState,
                onViewer: setViewer,
              }}
            />
          ) : !online ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("console.offline")} />
          ) : (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={t(`console.${whyNot(session, standing)}`)}
              data-testid="console-not-admitted"
            />
          )}
        </div>
      </section>
    </ConfigProvider>
  );
}
