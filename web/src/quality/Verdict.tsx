import { CheckCircleFilled, ExclamationCircleFilled, MinusCircleOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Agreement, Measurement, SeriesResult } from "../api/schema";
import { useFormat } from "../app/format";
import { useValues } from "../protocol/values";
import en from "./locales/en.json";
import { checkSum } from "./verdict";
import styles from "./quality.module.css";

type KnownMeasurement = keyof typeof en.measurement;
const isKnown = (name: string): name is KnownMeasurement => name in en.measurement;

const MARKS: Record<Agreement, ReactNode> = {
  matches: <CheckCircleFilled />,
  deviates: <ExclamationCircleFilled />,
  not_in_header: <MinusCircleOutlined />,
};

function Measured({ measurement }: { measurement: Measurement }) {
  const { t } = useTranslation(["quality", "app"]);
  const format = useFormat();
  const { name, value, unit, reason } = measurement;
  return (
    <div data-testid={`measurement-${name}`}>
      <dt>{isKnown(name) ? t(`measurement.${name}`) : name}</dt>
      {value == null ? (
        <dd className={styles.notMeasured}>
          {t("app:notMeasured")}
          {reason && <small>{t(`notMeasured.${reason}`)}</small>}
        </dd>
      ) : (
        <dd>
          {format.number(value, 1)}
          {unit !== "1" && unit !== "" && <small>{unit}</small>}
        </dd>
      )}
    </div>
  );
}

/** "✓ 14 of 14", or how many deviate. */
export function CheckCount({ series }: { series: SeriesResult }) {
  const { t } = useTranslation("quality");
  const { matches, answered, deviations } = checkSum(series);
  if (series.checks.length === 0) return null;
  return (
    <span className={styles.count} data-agreement={deviations > 0 ? "deviates" : "matches"}>
      {deviations > 0 ? MARKS.deviates : MARKS.matches} {t("asRunCount", { matches, answered })}
    </span>
  );
}

/** What was measured in a series, and each header value against what was accepted. */
export function Verdict({ series }: { series: SeriesResult }) {
  const { t } = useTranslation("quality");
  const { loose, shortName } = useValues();
  const rank = { deviates: 0, not_in_header: 1, matches: 2 };
  const checks = [...series.checks].sort((a, b) => rank[a.agreement] - rank[b.agreement]);
  return (
    <div className={styles.verdict} data-testid="verdict">
      <dl className={styles.measurements}>
        {series.measurements.length === 0 && <span className={styles.quiet}>{t("measuring")}</span>}
        {series.measurements.map((measurement) => (
          <Measured key={measurement.name} measurement={measurement} />
        ))}
      </dl>
      <h3 data-testid="as-run-count">
        {t("asRun")} <CheckCount series={series} />
      </h3>
      {checks.length === 0 ? (
        <p className={styles.quiet}>{t("noPrescription")}</p>
      ) : (
        <table className={styles.checks}>
          <thead>
            <tr>
              <th scope="col">{t("parameter")}</th>
              <th scope="col">{t("accepted")}</th>
              <th scope="col">{t("inHeader")}</th>
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <tr key={check.parameter} data-agreement={check.agreement} data-testid={`check-${check.parameter}`}>
                <th scope="row">
                  <span title={t(`agreement.${check.agreement}`)} aria-label={t(`agreement.${check.agreement}`)}>
                    {MARKS[check.agreement]}
                  </span>{" "}
                  {shortName(check.parameter)}
                </th>
                <td>{loose(check.parameter, check.prescribed)}</td>
                <td>{check.agreement === "not_in_header" ? t("absent") : loose(check.parameter, check.as_run)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
