import { SendOutlined } from "@ant-design/icons";
import { Button, Empty, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Recorded } from "../api/schema";
import { useFormat } from "../app/format";
import { useShortcut } from "../app/shortcuts";
import { useMe } from "../identity/me";
import type { Command } from "./queries";
import styles from "./session.module.css";

interface Props {
  timeline: readonly Recorded[];
  command: Command;
  canWrite: boolean;
}

/** What people in the session write to each other. */
export function Messages({ timeline, command, canWrite }: Props) {
  const { t } = useTranslation("session");
  const format = useFormat();
  const me = useMe();
  const [text, setText] = useState("");
  const input = useRef<InputRef>(null);
  const list = useRef<HTMLUListElement>(null);
  useShortcut("M", t("messages.write"), () => input.current?.focus(), canWrite);
  const messages = timeline.filter(({ event }) => event.kind === "message_written");
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [messages.length]);
  const [sending, setSending] = useState(false);
  const send = () => {
    if (sending || text.trim() === "") return;
    setSending(true);
    // Not by the callbacks of `mutate`: another command meanwhile would silence them.
    void command
      .mutateAsync({ kind: "write_message", text })
      .then(
        () => { setText((now) => (now === text ? "" : now)); },
        () => undefined,
      )
      .finally(() => { setSending(false); });
  };
  return (
    <div className={styles.messages}>
      <ul ref={list} data-testid="messages">
        {messages.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("messages.empty")} />}
        {messages.map(({ event_id, event, actor, at }) =>
          event.kind === "message_written" ? (
            <li key={event_id} data-mine={actor?.person_id === me.person_id || undefined}>
              <small>
                {actor?.display_name} <time>{format.time(at)}</time>
              </small>
              <p>{event.text}</p>
            </li>
          ) : null,
        )}
      </ul>
      {canWrite && (
        <Input
          ref={input}
          value={text}
          maxLength={2000}
          placeholder={t("messages.write")}
          aria-label={t("messages.write")}
          data-testid="message-input"
          onChange={(event) => { setText(event.target.value); }}
          onPressEnter={send}
          suffix={
            <Button
              type="text"
              size="small"
              icon={<SendOutlined />}
              loading={sending}
              disabled={text.trim() === ""}
              aria-label={t("messages.send")}
              onClick={send}
              data-testid="message-send"
            />
          }
        />
      )}
    </div>
  );
}
