import { Badge, Empty, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Recorded, ScannerView, Series, Session } from "../api/schema";
import { useMedia } from "../app/media";
import { PrescriptionPanel } from "../protocol/PrescriptionPanel";
import { useDrafts, type Drafts } from "../protocol/useDraft";
import { Messages } from "./Messages";
import { People } from "./People";
import { Proposals } from "./Proposals";
import type { Command } from "./queries";
import { openProposals, type Standing } from "./standing";
import { Timeline } from "./Timeline";
import styles from "./session.module.css";

interface Props {
  session: Session;
  standing: Standing;
  scanner: ScannerView | undefined;
  series: Series | undefined;
  onSelectSeries: (seriesId: string) => void;
  timeline: readonly Recorded[];
  command: Command;
}

type Tab = "prescription" | "proposals" | "people" | "timeline";

/** Room for people and timeline below the prescription, rather than behind tabs. */
const ROOMY = "(min-width: 1600px) and (min-height: 900px)";

function Prescribing({ scanner, series, standing, command, drafts }: Omit<Props, "session" | "timeline" | "onSelectSeries"> & { drafts: Drafts }) {
  const { t } = useTranslation("protocol");
  if (!scanner || !series) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("noExam")} />;
  return (
    <PrescriptionPanel
      key={series.series_id}
      scannerId={scanner.scanner_id}
      series={series}
      model={scanner.description?.model}
      drafting={drafts.of(series.series_id, series.prescription)}
      editable={standing.canPropose}
      proposing={command.isPending && command.variables.kind === "propose"}
      onPropose={(prescription, comment) => {
        command.mutate(
          { kind: "propose", series_id: series.series_id, prescription, comment },
          { onSuccess: () => { drafts.discard(series.series_id); } },
        );
      }}
    />
  );
}

/** The tab in front: a new proposal comes forward for whoever decides, until they go elsewhere. */
function useTab(session: Session, standing: Standing): [Tab, (tab: Tab) => void] {
  const newest = openProposals(session).at(-1)?.proposal_id ?? null;
  const [chosen, setChosen] = useState<{ tab: Tab; over: string | null }>({ tab: "prescription", over: null });
  const called = standing.canDecide && newest !== null && newest !== chosen.over;
  return [called ? "proposals" : chosen.tab, (tab) => { setChosen({ tab, over: newest }); }];
}

/** What stands beside the console: prescription, proposals, people and timeline. */
export function SidePanel(props: Props) {
  const { session, standing, scanner, timeline, command, onSelectSeries } = props;
  const { t } = useTranslation(["session", "protocol"]);
  const roomy = useMedia(ROOMY);
  const drafts = useDrafts(session.scanner_id);
  const [tab, setTab] = useTab(session, standing);
  const people = (
    <div className={styles.peopleAndMessages}>
      <People session={session} />
      <Messages timeline={timeline} command={command} canWrite={standing.canWrite} />
    </div>
  );
  const events = <Timeline timeline={timeline} follow />;
  const tabs = [
    { key: "prescription", label: t("protocol:panel"), children: <Prescribing {...props} drafts={drafts} /> },
    {
      key: "proposals",
      label: (
        <Badge size="small" offset={[8, 0]} count={openProposals(session).length}>
          <span data-testid="tab-proposals">{t("proposal.title")}</span>
        </Badge>
      ),
      children: (
        <Proposals
          session={session}
          command={command}
          onEditAgain={(proposal) => {
            const series = scanner?.status?.exam?.series.find((one) => one.series_id === proposal.series_id);
            if (!series) return;
            drafts.load(series.series_id, series.prescription, proposal.proposed);
            onSelectSeries(series.series_id);
            setTab("prescription");
          }}
        />
      ),
    },
    ...(roomy
      ? []
      : [
          { key: "people", label: <span data-testid="tab-people">{t("people")}</span>, children: people },
          { key: "timeline", label: <span data-testid="tab-timeline">{t("timeline")}</span>, children: events },
        ]),
  ];
  return (
    <div className={styles.side}>
      <Tabs
        className={styles.tabs ?? ""}
        size="small"
        items={tabs}
        activeKey={tabs.some((one) => one.key === tab) ? tab : "prescription"}
        onChange={(key) => { setTab(key as Tab); }}
      />
      {roomy && (
        <div className={styles.below}>
          <section className={styles.pane} aria-label={t("people")}>
            <div className={styles.paneHead}>
              <strong>{t("people")}</strong>
            </div>
            {people}
          </section>
          <section className={styles.pane} aria-label={t("timeline")}>
            <div className={styles.paneHead}>
              <strong>{t("timeline")}</strong>
            </div>
            {events}
          </section>
        </div>
      )}
    </div>
  );
}
