import { Empty } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Recorded } from "../api/schema";
import { useFormat } from "../app/format";
import { useLines } from "./timeline";
import styles from "./session.module.css";

/** Who did what, when. `follow` keeps the newest in sight. */
export function Timeline({ timeline, follow = false }: { timeline: readonly Recorded[]; follow?: boolean }) {
  const { t } = useTranslation("session");
  const format = useFormat();
  const lines = useLines(timeline);
  const end = useRef<HTMLLIElement>(null);
  const count = lines.length;
  useEffect(() => {
    if (follow) end.current?.scrollIntoView({ block: "nearest" });
  }, [follow, count]);
  if (count === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("timelineEmpty")} />;
  return (
    <ol className={styles.timeline} data-testid="timeline">
      {lines.map(({ entry, who, text, quote }) => (
        <li key={entry.event_id} data-kind={entry.event.kind} data-testid={`event-${entry.event.kind}`}>
          <time title={format.dateTime(entry.at)}>{format.time(entry.at)}</time>
          <span>
            {who !== null && <strong>{`${who} `}</strong>}
            {text}
            {quote !== null && <q>{quote}</q>}
          </span>
        </li>
      ))}
      <li ref={end} aria-hidden />
    </ol>
  );
}
