import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Command } from "./queries";

/** Ends the session. The note is asked for because an ended session cannot be opened again. */
export function CloseDialog({ command, large = false }: { command: Command; large?: boolean }) {
  const { t } = useTranslation(["session", "app"]);
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ note: string }>();
  return (
    <>
      <Button
        size={large ? "large" : "medium"}
        block={large}
        onClick={() => { setOpen(true); }}
        data-testid="close-session"
      >
        {t("close.open")}
      </Button>
      <Modal
        open={open}
        title={t("close.title")}
        okText={t("close.confirm")}
        cancelText={t("app:cancel")}
        confirmLoading={command.isPending && command.variables.kind === "close"}
        okButtonProps={{ "data-testid": "close-confirm" }}
        onOk={() => { form.submit(); }}
        onCancel={() => { setOpen(false); }}
        destroyOnHidden
      >
        <p>{t("close.detail")}</p>
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={({ note }) => { command.mutate({ kind: "close", note }); }}
        >
          <Form.Item name="note" label={t("close.note")} rules={[{ required: true, whitespace: true, message: t("close.noteNeeded") }]}>
            <Input.TextArea autoFocus rows={4} maxLength={2000} placeholder={t("close.noteHint")} data-testid="close-note" />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
