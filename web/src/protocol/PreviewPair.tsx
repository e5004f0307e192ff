import { Slider, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Prescription } from "../api/schema";
import { usePreview } from "./queries";
import { same } from "./fields";
import styles from "./protocol.module.css";

interface Props {
  scannerId: string;
  /** Both images are windowed as suits this series' present prescription. */
  seriesId: string;
  present: Prescription;
  proposed: Prescription;
  /** Whether the scanner can run the proposal, so that there is something to predict; not known yet: undefined. */
  runs: boolean | undefined;
  /** False: nothing can be said of the proposal. */
  known?: boolean;
}

/** The image expected of what is set now, and of what is proposed; wheel or slider scroll both. */
export function PreviewPair({ scannerId, seriesId, present, proposed, runs, known = true }: Props) {
  const { t } = useTranslation("protocol");
  const [chosen, setChosen] = useState<number | null>(null);
  const last = Math.min(present.slices, proposed.slices) - 1;
  const slice = Math.max(0, Math.min(last, chosen ?? Math.floor(present.slices / 2)));
  const shared = { series_id: seriesId, slice_index: slice };
  const now = usePreview(scannerId, { ...shared, prescription: present });
  const unchanged = same(present, proposed);
  const then = usePreview(scannerId, { ...shared, prescription: proposed }, known && runs === true && !unchanged);
  const images = [
    { id: "now", label: t("preview.now"), query: now, note: null },
    {
      id: "predicted",
      label: t("preview.predicted"),
      query: unchanged ? now : then,
      note: !known ? t("preview.unknown") : runs === false ? t("preview.cannotRun") : null,
    },
  ];
  return (
    <div>
      <div
        className={styles.previews}
        onWheel={(event) => { setChosen(Math.max(0, Math.min(last, slice + Math.sign(event.deltaY)))); }}
      >
        {images.map(({ id, label, query, note }) => (
          <figure key={id} data-dim={note !== null || undefined}>
            <Spin spinning={query.isFetching} delay={200} size="small">
              {query.data && !query.isError ? (
                <img src={query.data} alt={label} data-testid={`preview-${id}`} data-slice={slice} />
              ) : (
                <span className={styles.noPreview}>{query.isError && note === null ? t("preview.failed") : null}</span>
              )}
            </Spin>
            <figcaption>{note ?? label}</figcaption>
          </figure>
        ))}
      </div>
      {last > 0 && (
        <div className={styles.slice}>
          <span>{t("preview.slice", { index: slice + 1, count: last + 1 })}</span>
          <Slider
            min={0}
            max={last}
            value={slice}
            tooltip={{ open: false }}
            aria-label={t("preview.slice", { index: slice + 1, count: last + 1 })}
            data-testid="preview-slice"
            onChange={setChosen}
          />
        </div>
      )}
    </div>
  );
}
