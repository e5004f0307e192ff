import { LockOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ScannerView, Session, SiteView } from "../api/schema";
import { useFormat } from "../app/format";
import { LinkState } from "../fleet/LinkState";
import { ScannerState } from "../fleet/ScannerState";
import { useRegionWords } from "./region";
import { SessionStateTag } from "./SessionStateTag";
import styles from "./session.module.css";

function PatientName({ scanner }: { scanner: ScannerView | undefined }) {
  const { t } = useTranslation("session");
  const patient = scanner?.status?.exam?.patient;
  if (!patient) return null;
  // A masked patient comes without name and number.
  if (patient.name === "") {
    return (
      <span className={styles.quiet} data-testid="patient-masked">
        <LockOutlined /> {t("patientMasked")}
      </span>
    );
  }
  return <span data-testid="patient">{`${patient.name} · ${patient.patient_id}`}</span>;
}

interface Props {
  session: Session;
  site: SiteView | undefined;
  scanner: ScannerView | undefined;
  children: ReactNode;
}

/** Where this session is, about whom, and how well the site is reached. */
export function SessionHeader({ session, site, scanner, children }: Props) {
  const { t } = useTranslation(["session", "app"]);
  const format = useFormat();
  const region = useRegionWords();
  const model = scanner?.description?.model;
  return (
    <header className={styles.header}>
      <h1>{`${site?.name ?? session.site_id} · ${scanner?.name ?? session.scanner_id}`}</h1>
      {model && <span>{`${model.name} · ${format.number(model.field_strength_t)} ${t("app:unit.t")}`}</span>}
      <span>{t("exam", { region: region(scanner?.status?.exam?.body_region ?? session.body_region) })}</span>
      <PatientName scanner={scanner} />
      {scanner && <ScannerState scanner={scanner} />}
      {site && <LinkState site={site} />}
      <SessionStateTag state={session.state} />
      {session.urgent && <Tag color="error">{t("urgent")}</Tag>}
      <span className={styles.headerReason} title={session.reason}>
        {session.reason}
      </span>
      <div className={styles.headerActs}>{children}</div>
    </header>
  );
}
