/** For who drives: keys that a tablet or browser keeps back, and a text typed as keys. */

import { KeyOutlined, SnippetsOutlined } from "@ant-design/icons";
import { Button, Input, Modal, Popover, Tooltip } from "antd";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./facts.module.css";
import { type Chord, CHORDS, FUNCTION_KEYS, KEYS, keysymsOfText, type Modifier, MODIFIERS, MOST_TYPED, type SpecialKey } from "./specialKeys";
import type { ConsoleViewer } from "./viewer";

/** The site takes so many keys at once without a wait. */
const TYPED_AT_ONCE = 10;
const TYPED_EVERY_MS = 60;

const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) => Object.keys(table) as Name[];

export function KeyTools({ viewer }: { viewer: ConsoleViewer }): ReactElement {
  return (
    <span className={styles.group}>
      <SpecialKeys viewer={viewer} />
      <TypeText viewer={viewer} />
    </span>
  );
}

function SpecialKeys({ viewer }: { viewer: ConsoleViewer }): ReactElement {
  const { t } = useTranslation("console");
  const [held, setHeld] = useState<ReadonlySet<Modifier>>(new Set());
  const hold = (modifier: Modifier) => {
    const next = new Set(held);
    if (!next.delete(modifier)) next.add(modifier);
    setHeld(next);
  };
  const press = (keysym: number) => {
    viewer.press([...[...held].map((modifier) => MODIFIERS[modifier]), keysym]);
    setHeld(new Set());
  };
  const pad = (
    <div className={styles.keypad} data-testid="special-keys">
      <div className={styles.chords}>
        {namesOf<Chord>(CHORDS).map((chord) => (
          <Button key={chord} onClick={() => { viewer.press(CHORDS[chord]); }} data-testid={`chord-${chord}`}>
            {t(`keys.chord.${chord}`)}
          </Button>
        ))}
      </div>
      <p className={styles.hint}>{t("keys.holdHint")}</p>
      <div className={styles.keyRow}>
        {namesOf<Modifier>(MODIFIERS).map((modifier) => (
          <Button key={modifier} type={held.has(modifier) ? "primary" : "default"} aria-pressed={held.has(modifier)} onClick={() => { hold(modifier); }}>
            {t(`keys.${modifier}`)}
          </Button>
        ))}
      </div>
      <div className={styles.keyRow}>
        {FUNCTION_KEYS.map((keysym, i) => (
          <Button key={keysym} onClick={() => { press(keysym); }} data-testid={`key-F${i + 1}`}>
            {`F${i + 1}`}
          </Button>
        ))}
      </div>
      <div className={styles.keyRow}>
        {namesOf<SpecialKey>(KEYS).map((key) => (
          <Button key={key} onClick={() => { press(KEYS[key]); }} data-testid={`key-${key}`}>
            {t(`keys.${key}`)}
          </Button>
        ))}
      </div>
      <p className={styles.hint}>{t("keys.leaveHint")}</p>
    </div>
  );
  return (
    <Popover trigger="click" content={pad} placement="bottomRight">
      <Tooltip title={t("keys.title")}>
        <Button type="text" size="small" icon={<KeyOutlined />} aria-label={t("keys.title")} data-testid="special-keys-open" />
      </Tooltip>
    </Popover>
  );
}

/** The clipboards of page and scanner stay apart; a text crosses only as keys, seen and confirmed. */
function TypeText({ viewer }: { viewer: ConsoleViewer }): ReactElement {
  const { t } = useTranslation(["console", "app"]);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const close = () => {
    setOpen(false);
    setText("");
  };
  const type = () => {
    const keysyms = keysymsOfText(text);
    const next = () => {
      for (const keysym of keysyms.splice(0, TYPED_AT_ONCE)) viewer.press([keysym]);
      if (keysyms.length > 0) setTimeout(next, TYPED_EVERY_MS);
    };
    next();
    close();
  };
  return (
    <>
      <Tooltip title={t("keys.type")}>
        <Button type="text" size="small" icon={<SnippetsOutlined />} aria-label={t("keys.type")} onClick={() => { setOpen(true); }} data-testid="type-text-open" />
      </Tooltip>
      <Modal
        open={open}
        title={t("keys.type")}
        okText={t("keys.typeConfirm", { count: Math.min(MOST_TYPED, Array.from(text).length) })}
        cancelText={t("app:cancel")}
        okButtonProps={{ disabled: text === "", "data-testid": "type-text-confirm" }}
        onOk={type}
        onCancel={close}
        destroyOnHidden
      >
        <p>{t("keys.typeHint")}</p>
        <div className={styles.counted}>
          <Input.TextArea autoFocus rows={4} maxLength={MOST_TYPED} showCount value={text} onChange={(event) => { setText(event.target.value); }} data-testid="type-text" />
        </div>
      </Modal>
    </>
  );
}
