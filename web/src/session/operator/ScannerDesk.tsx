import { Card, Result } from "antd";
import { useTranslation } from "react-i18next";

import type { ScannerView, Session, SiteView } from "../../api/schema";
import { LinkState } from "../../fleet/LinkState";
import { ScannerState, ScanProgress } from "../../fleet/ScannerState";
import { AskForHelpForm } from "../AskForHelpForm";
import { SessionDesk } from "./SessionDesk";
import styles from "./operator.module.css";

interface Props {
  site: SiteView;
  scanner: ScannerView;
  session: Session | undefined;
}

/** One scanner as its operator needs it: ask for help, or everything of the running session. */
export function ScannerDesk({ site, scanner, session }: Props) {
  const { t } = useTranslation("session");
  return (
    <>
      <header className={styles.head}>
        <h1>{`${site.name} · ${scanner.name}`}</h1>
        <ScannerState scanner={scanner} />
        <LinkState site={site} />
      </header>
      <ScanProgress scanner={scanner} large />
      {session ? (
        <SessionDesk scanner={scanner} session={session} />
      ) : scanner.online ? (
        <Card title={t("ask.title")} className={styles.ask ?? ""}>
          <AskForHelpForm scanner={scanner} onAsked={() => undefined} />
        </Card>
      ) : (
        <Result status="warning" title={t("operator.offline")} subTitle={t("operator.offlineDetail")} />
      )}
    </>
  );
}
