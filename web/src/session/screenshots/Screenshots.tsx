import { LockOutlined } from "@ant-design/icons";
import { Empty, Image } from "antd";
import { useTranslation } from "react-i18next";

import type { Screenshot } from "../../api/schema";
import { Failure } from "../../app/Failure";
import { useFormat } from "../../app/format";
import { useMe } from "../../identity/me";
import { may } from "../../identity/roles";
import { pictureOf, useScreenshots } from "./queries";
import { Truth } from "./ScreenshotButton";
import styles from "./screenshots.module.css";

/** A session's screenshots with who took them, and how far each is what the scanner showed. */
export function Screenshots({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation("session");
  const screenshots = useScreenshots(sessionId);
  if (screenshots.isError) return <Failure error={screenshots.error} onRetry={() => void screenshots.refetch()} />;
  const all = screenshots.data ?? [];
  if (all.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("screenshot.none")} />;
  return (
    <div className={styles.gallery} data-testid="screenshots">
      <Image.PreviewGroup>
        {all.map((screenshot) => (
          <Shown key={screenshot.screenshot_id} screenshot={screenshot} />
        ))}
      </Image.PreviewGroup>
    </div>
  );
}

function Shown({ screenshot }: { screenshot: Screenshot }) {
  const { t } = useTranslation("session");
  const format = useFormat();
  const me = useMe();
  const { taken } = screenshot;
  const hidden = screenshot.shows_identity && !may(me, "see_patient", screenshot.site_id);
  return (
    <figure className={styles.shown} data-testid="screenshot">
      {hidden ? (
        <div className={styles.hidden}>
          <LockOutlined />
          {t("screenshot.hidden")}
        </div>
      ) : (
        <Image src={pictureOf(screenshot)} alt={taken.caption || t("screenshot.preview")} />
      )}
      <figcaption>
        {taken.caption && <strong data-testid="screenshot-caption-kept">{taken.caption}</strong>}
        <span>{t("screenshot.by", { who: screenshot.taken_by.display_name, time: format.dateTime(taken.taken_at) })}</span>
        <Truth
          exact={taken.whole_exact}
          areas={taken.inexact.length}
          staleSince={taken.stale_since ? new Date(taken.stale_since) : null}
          takenAt={new Date(taken.taken_at)}
        />
        {taken.with_marks && <span>{t("screenshot.hasMarks")}</span>}
      </figcaption>
    </figure>
  );
}
