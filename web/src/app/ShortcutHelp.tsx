import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Modal, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useShortcut, useShortcuts } from "./shortcuts";
import styles from "./Shell.module.css";

/** The list of the shortcuts that work on the present page. */
export function ShortcutHelp() {
  const { t } = useTranslation("app");
  const [open, setOpen] = useState(false);
  const shortcuts = useShortcuts();
  const label = t("shortcuts.show");
  useShortcut("?", label, () => {
    setOpen((now) => !now);
  });
  return (
    <>
      <Tooltip title={`${label} (?)`}>
        <Button
          type="text"
          size="small"
          aria-label={label}
          data-testid="shortcuts-open"
          icon={<QuestionCircleOutlined />}
          onClick={() => {
            setOpen(true);
          }}
        />
      </Tooltip>
      <Modal
        open={open}
        title={t("shortcuts.title")}
        footer={null}
        onCancel={() => {
          setOpen(false);
        }}
      >
        <dl className={styles.shortcuts}>
          {shortcuts.map((shortcut) => (
            <div key={shortcut.keys}>
              <dt>
                {shortcut.keys.split("+").map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{shortcut.label}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  );
}
