import { CameraOutlined } from "@ant-design/icons";
import { Badge, Button, Checkbox, Input, Modal, Tooltip } from "antd";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { useShortcut } from "../../app/shortcuts";
import type { ConsoleState, ConsoleViewer } from "../../console";
import { useOutbox } from "./queries";
import { queryOf, take, type Taken } from "./taken";
import styles from "./screenshots.module.css";

interface Props {
  sessionId: string;
  viewer: ConsoleViewer | null;
  state: ConsoleState | null;
  large?: boolean;
}

const MOST_CAPTION = 500;

/** Takes what this viewer sees, asks for a caption, and keeps it with the session. */
export function ScreenshotButton({ sessionId, viewer, state, large = false }: Props) {
  const { t } = useTranslation("session");
  const [taken, setTaken] = useState<Taken | null>(null);
  const { outbox, waiting } = useOutbox();
  const ready = viewer !== null && state?.size != null;
  const press = async () => {
    if (viewer !== null && state !== null) setTaken(await take(viewer, state));
  };
  useShortcut("S", t("screenshot.take"), () => void press(), ready);
  const keep = (caption: string, withMarks: boolean) => {
    if (taken === null) return;
    const png = withMarks && taken.marked !== null ? taken.marked : taken.plain;
    const query = queryOf(taken, caption, withMarks && taken.marked !== null);
    void outbox.post({ sessionId, screenshotId: taken.screenshotId, png, query });
    setTaken(null);
  };
  const label = waiting > 0 ? t("screenshot.waiting", { count: waiting }) : `${t("screenshot.take")} (S)`;
  return (
    <>
      <Tooltip title={label}>
        <Badge size="small" count={waiting} offset={[-4, 4]}>
          <Button
            type="text"
            size={large ? "large" : "small"}
            icon={<CameraOutlined />}
            aria-label={t("screenshot.take")}
            disabled={!ready}
            onClick={() => void press()}
            data-testid="screenshot-take"
            data-waiting={waiting}
          />
        </Badge>
      </Tooltip>
      {taken && <KeepDialog taken={taken} onKeep={keep} onCancel={() => { setTaken(null); }} />}
    </>
  );
}

interface DialogProps {
  taken: Taken;
  onKeep: (caption: string, withMarks: boolean) => void;
  onCancel: () => void;
}

function KeepDialog({ taken, onKeep, onCancel }: DialogProps) {
  const { t } = useTranslation(["session", "app"]);
  const [caption, setCaption] = useState("");
  const [withMarks, setWithMarks] = useState(true);
  const png = withMarks && taken.marked !== null ? taken.marked : taken.plain;
  const show = useCallback(
    (image: HTMLImageElement) => {
      const address = URL.createObjectURL(png);
      image.src = address;
      return () => { URL.revokeObjectURL(address); };
    },
    [png],
  );
  return (
    <Modal
      open
      width={760}
      title={t("screenshot.title")}
      okText={t("screenshot.keep")}
      cancelText={t("app:cancel")}
      okButtonProps={{ "data-testid": "screenshot-keep" }}
      onOk={() => { onKeep(caption.trim(), withMarks); }}
      onCancel={onCancel}
    >
      <div className={styles.dialog}>
        <img ref={show} alt={t("screenshot.preview")} />
        <Truth exact={taken.exact} areas={taken.inexact.length} staleSince={taken.staleSince} takenAt={taken.takenAt} />
        {taken.marked !== null && (
          <Checkbox checked={withMarks} onChange={(event) => { setWithMarks(event.target.checked); }}>
            {t("screenshot.withMarks")}
          </Checkbox>
        )}
        <Input
          autoFocus
          maxLength={MOST_CAPTION}
          value={caption}
          placeholder={t("screenshot.caption")}
          aria-label={t("screenshot.caption")}
          onChange={(event) => { setCaption(event.target.value); }}
          onPressEnter={(event) => { if (!event.nativeEvent.isComposing) onKeep(caption.trim(), withMarks); }}
          data-testid="screenshot-caption"
        />
      </div>
    </Modal>
  );
}

interface TruthProps {
  exact: boolean;
  areas: number;
  staleSince: Date | null;
  takenAt: Date;
}

/** How far the picture is what the scanner showed at that moment. */
export function Truth({ exact, areas, staleSince, takenAt }: TruthProps) {
  const { t } = useTranslation("session");
  if (staleSince !== null) {
    const seconds = Math.max(0, Math.round((takenAt.getTime() - staleSince.getTime()) / 1000));
    return <span className={styles.truth} data-exact={false}>{`◌ ${t("screenshot.stale", { seconds })}`}</span>;
  }
  if (exact) return <span className={styles.truth} data-exact>{`● ${t("screenshot.lossless")}`}</span>;
  return (
    <span className={styles.truth} data-exact={false}>
      {`≈ ${areas > 0 ? t("screenshot.inexact", { count: areas }) : t("screenshot.notKnownExact")}`}
    </span>
  );
}
