import { CheckCircleFilled, CloseCircleFilled, LoadingOutlined, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Consequences } from "../api/schema";
import { useFormat, type Format } from "../app/format";
import styles from "./protocol.module.css";

interface Props {
  present: Consequences | undefined;
  proposed: Consequences | undefined;
  /** The figures are of an earlier value; new ones are being worked out. */
  stale?: boolean;
  /** Why nothing can be said of the value. */
  failure?: string | null;
}

interface Figure {
  id: string;
  label: string;
  from: string | null;
  to: string;
  /** Whether the proposal changes it. */
  changed: boolean;
}

function useFigures(): (present: Consequences, proposed: Consequences) => Figure[] {
  const { t } = useTranslation(["protocol", "app"]);
  const format: Format = useFormat();
  // Rounded up: the value shown must run when somebody types it.
  const up = (value: number) => {
    const digits = value < 100 ? 1 : 0;
    return format.number(Math.ceil(value * 10 ** digits - 1e-6) / 10 ** digits, digits);
  };
  const voxel = ({ voxel_mm }: Consequences) => voxel_mm.map((side) => format.number(side, 2)).join("×");
  return (present, proposed) => {
    const figure = (id: string, label: string, word: (of: Consequences) => string, unit = ""): Figure => {
      const [from, to] = [word(present), word(proposed)];
      return { id, label, from: from === to ? null : from, to: `${to}${unit}`, changed: from !== to };
    };
    const ms = ` ${t("app:unit.ms")}`;
    const snr = proposed.relative_snr / present.relative_snr;
    return [
      figure("time", t("figure.time"), (of) => format.duration(of.scan_time_s)),
      { id: "snr", label: t("figure.snr"), from: null, to: format.change(snr), changed: Math.abs(snr - 1) >= 0.005 },
      figure("voxel", t("figure.voxel"), voxel),
      figure("sar", t("figure.sar"), (of) => format.percent(of.sar_share_of_limit)),
      figure("stimulation", t("figure.stimulation"), (of) =>
        of.stimulation_share_of_limit == null ? t("app:unknown") : format.percent(of.stimulation_share_of_limit)),
      figure("b1rms", t("figure.b1rms"), (of) => (of.b1_rms_ut == null ? t("app:unknown") : format.number(of.b1_rms_ut, 2))),
      figure("shortest-te", t("figure.shortestTe"), (of) => up(of.shortest_echo_time_ms), ms),
      figure("shortest-tr", t("figure.shortestTr"), (of) => up(of.shortest_repetition_time_ms), ms),
    ];
  };
}

/** What the proposed values cost and bring, beside what is set now. */
export function ConsequencesView({ present, proposed, stale = false, failure = null }: Props) {
  const { t } = useTranslation("protocol");
  const figures = useFigures();
  if (failure !== null) {
    return (
      <p className={styles.verdict} role="alert" data-runs="unknown" data-testid="consequences-verdict">
        <WarningFilled /> {t("notWorkedOut", { why: failure })}
      </p>
    );
  }
  if (!present || !proposed) return <div className={styles.consequences}>{t("workingOut")}</div>;
  return (
    <div className={styles.consequences} data-stale={stale || undefined} data-testid="consequences">
      <p className={styles.verdict} data-runs={proposed.runs} data-testid="consequences-verdict">
        {proposed.runs ? <CheckCircleFilled /> : <CloseCircleFilled />}
        {proposed.runs ? t("runs") : t("doesNotRun")}
        {stale && <LoadingOutlined spin />}
      </p>
      <dl className={styles.figures}>
        {figures(present, proposed).map((figure) => (
          <div key={figure.id} data-changed={figure.changed || undefined} data-testid={`consequence-${figure.id}`}>
            <dt>{figure.label}</dt>
            <dd>
              {figure.from && <span className={styles.old}>{`${figure.from} → `}</span>}
              {figure.to}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
