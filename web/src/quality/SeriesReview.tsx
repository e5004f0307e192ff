import { Empty } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { SeriesResult } from "../api/schema";
import { useFormat } from "../app/format";
import { Viewer } from "../dicom/Viewer";
import { CheckCount, Verdict } from "./Verdict";
import { snrOf } from "./verdict";
import styles from "./quality.module.css";

interface StripProps {
  series: readonly SeriesResult[];
  selectedUid: string | undefined;
  onSelect: (uid: string) => void;
}

function Strip({ series, selectedUid, onSelect }: StripProps) {
  const { t } = useTranslation(["quality", "app"]);
  const format = useFormat();
  return (
    <div className={styles.strip} role="radiogroup" aria-label={t("seriesArrived")}>
      {series.map((one) => {
        const snr = snrOf(one)?.value;
        return (
          <button
            key={one.series_instance_uid}
            type="button"
            role="radio"
            aria-checked={one.series_instance_uid === selectedUid}
            data-testid={`series-result-${one.series_number ?? 0}`}
            onClick={() => { onSelect(one.series_instance_uid); }}
          >
            <strong>{`${one.series_number ?? ""} ${one.description}`}</strong>
            <span className={styles.facts}>
              <span data-testid="series-images">
                {one.expected_images != null && one.images < one.expected_images
                  ? t("imagesOf", { images: one.images, expected: one.expected_images })
                  : t("images", { count: one.images })}
              </span>
              <span>{t("snr", { value: snr == null ? t("app:notMeasured") : format.number(snr, 1) })}</span>
            </span>
            <CheckCount series={one} />
          </button>
        );
      })}
    </div>
  );
}

/** Images and verdicts: the series that arrived, one of them open, and what was found in it. */
export function SeriesReview({ series }: { series: readonly SeriesResult[] }) {
  const { t } = useTranslation("quality");
  // Until somebody chooses, the newest series is the one of interest.
  const [chosen, setChosen] = useState<string | null>(null);
  const selected = series.find((one) => one.series_instance_uid === chosen) ?? series[0];
  if (!selected) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("noSeries")} />;
  return (
    <div className={styles.review}>
      <Strip series={series} selectedUid={selected.series_instance_uid} onSelect={setChosen} />
      <Viewer
        studyUid={selected.study_instance_uid}
        seriesUid={selected.series_instance_uid}
        images={selected.images}
      />
      <Verdict series={selected} />
    </div>
  );
}
