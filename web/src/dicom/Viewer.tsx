import { ExpandOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Slider, Spin, Tooltip } from "antd";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "../app/format";
import { useProblemWords } from "../app/problems";
import { readInstances } from "./images";
import type { Stack, View } from "./stack";
import styles from "./dicom.module.css";

interface Props {
  studyUid: string;
  seriesUid: string;
  /** How many images have arrived; more are fetched when it grows. */
  images: number;
}

const STEPS: Record<string, number> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -5, PageDown: 5 };

interface Opened {
  stack: Stack | null;
  view: View | null;
  failed: boolean;
}

/** Open a stack in an element for as long as the component lives. The viewer's code loads on first use. */
function useStack(element: React.RefObject<HTMLDivElement | null>): Opened & { fail: () => void } {
  const [stack, setStack] = useState<Stack | null>(null);
  const [view, setView] = useState<View | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let opened: Stack | null = null;
    let gone = false;
    void import("./stack").then(
      (module) => {
        if (gone || !element.current) return;
        opened = new module.Stack(element.current, setView);
        setStack(opened);
      },
      () => { setFailed(true); },
    );
    return () => {
      gone = true;
      opened?.close();
    };
  }, [element]);
  return { stack, view, failed, fail: () => { setFailed(true); } };
}

/** A series' images: wheel scrolls, left drag windows, right drag zooms, middle drag pans. */
export function Viewer({ studyUid, seriesUid, images }: Props) {
  const { t } = useTranslation("dicom");
  const format = useFormat();
  const words = useProblemWords();
  const element = useRef<HTMLDivElement>(null);
  const { stack, view, failed, fail } = useStack(element);
  const failing = useRef(fail);
  const instances = useQuery({
    queryKey: ["instances", seriesUid, images],
    queryFn: ({ signal }) => readInstances(studyUid, seriesUid, signal),
    enabled: images > 0,
  });
  useEffect(() => {
    if (stack && instances.data?.length) {
      stack.show(studyUid, seriesUid, instances.data).catch(() => { failing.current(); });
    }
  }, [stack, studyUid, seriesUid, instances.data]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || !stack || !view) return;
    event.preventDefault();
    void stack.go(view.index + step);
  };
  const trouble = instances.isError ? words(instances.error) : failed ? t("cannotShow") : null;
  return (
    <div className={styles.viewer}>
      <div
        ref={element}
        className={styles.canvas}
        tabIndex={0}
        role="img"
        aria-label={t("images")}
        data-testid="viewer"
        data-index={view?.index}
        data-count={view?.count}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => { event.preventDefault(); }}
      />
      {trouble !== null && <p className={styles.trouble}>{trouble}</p>}
      {!view && trouble === null && <Spin className={styles.loading ?? ""} delay={200} />}
      {view && (
        <div className={styles.overlay}>
          <span data-testid="viewer-position">{t("position", { index: view.index + 1, count: view.count })}</span>
          {view.window && (
            <span data-testid="viewer-window">
              {t("window", {
                centre: format.number(view.window.centre, 0),
                width: format.number(view.window.width, 0),
              })}
            </span>
          )}
        </div>
      )}
      {view && view.count > 1 && (
        <Slider
          className={styles.slider ?? ""}
          vertical
          reverse
          min={0}
          max={view.count - 1}
          value={view.index}
          tooltip={{ open: false }}
          aria-label={t("slice")}
          onChange={(index) => void stack?.go(index)}
        />
      )}
      <Tooltip title={t("reset")}>
        <Button
          className={styles.reset ?? ""}
          size="small"
          type="text"
          icon={<ExpandOutlined />}
          aria-label={t("reset")}
          data-testid="viewer-reset"
          onClick={() => stack?.reset()}
        />
      </Tooltip>
      <span className={styles.hint}>{t("hint")}</span>
    </div>
  );
}
