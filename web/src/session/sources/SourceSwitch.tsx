/** Chooses which of a scanner's pictures is shown large, and whether another is in a corner. */
import { BlockOutlined, DesktopOutlined, ExperimentOutlined, VideoCameraOutlined } from "@ant-design/icons";
import { Button, Segmented, Tooltip } from "antd";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

import type { SourceDescription } from "../../api/schema";
import { useShortcut } from "../../app/shortcuts";
import { type Arrangement, CONSOLE, secondOf, withMain, withSmall } from "./arrangement";
import styles from "./sources.module.css";
import { useSourceName } from "./useSourceName";

interface Props {
  sources: readonly SourceDescription[];
  arrangement: Arrangement;
  onArrange: (next: Arrangement) => void;
}

function icon({ source_id: sourceId, kind }: SourceDescription): ReactElement {
  if (kind === "camera") return <VideoCameraOutlined />;
  return sourceId === CONSOLE ? <DesktopOutlined /> : <ExperimentOutlined />;
}

function Key({ keys, label, run }: { keys: string; label: string; run: () => void }) {
  useShortcut(keys, label, run);
  return null;
}

export function SourceSwitch({ sources, arrangement, onArrange }: Props) {
  const { t } = useTranslation("session");
  const nameOf = useSourceName();
  const second = arrangement.small === null ? secondOf(arrangement, sources) : null;
  const toggle = () => { onArrange(withSmall(arrangement, second)); };
  const small = arrangement.small === null ? t("sources.small") : t("sources.noSmall");
  return (
    <span className={styles.switch}>
      <Segmented
        size="small"
        aria-label={t("sources.title")}
        value={arrangement.main}
        onChange={(sourceId) => { onArrange(withMain(arrangement, sourceId)); }}
        options={sources.map((one, place) => ({
          value: one.source_id,
          label: (
            <Tooltip title={`${nameOf(one)} (Alt+${String(place + 1)})`}>
              <span data-testid={`source-${one.source_id}`}>{icon(one)} {nameOf(one)}</span>
            </Tooltip>
          ),
        }))}
      />
      <Tooltip title={`${small} (Alt+0)`}>
        <Button
          type={arrangement.small === null ? "text" : "default"}
          size="small"
          icon={<BlockOutlined />}
          aria-label={small}
          aria-pressed={arrangement.small !== null}
          onClick={toggle}
          data-testid="source-small"
        />
      </Tooltip>
      {sources.map((one, place) => (
        <Key
          key={one.source_id}
          keys={`Alt+${String(place + 1)}`}
          label={t("sources.show", { name: nameOf(one) })}
          run={() => { onArrange(withMain(arrangement, one.source_id)); }}
        />
      ))}
      <Key keys="Alt+0" label={t("sources.small")} run={toggle} />
    </span>
  );
}
