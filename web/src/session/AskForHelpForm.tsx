import { Button, Checkbox, Form, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";

import type { ScannerView, Session } from "../api/schema";
import { useAskForHelp } from "./queries";
import styles from "./session.module.css";

const REGIONS = ["head", "neck", "spine", "chest", "abdomen", "pelvis", "shoulder", "knee", "other"] as const;
const REASONS = ["artefact", "protocol", "positioning", "contrast", "device"] as const;

interface Values {
  reason: string;
  body_region: string;
  urgent?: boolean;
}

interface Props {
  scanner: ScannerView;
  onAsked: (session: Session) => void;
}

/** The operator asks for help: why, for which part of the body, and how urgently. */
export function AskForHelpForm({ scanner, onAsked }: Props) {
  const { t } = useTranslation("session");
  const ask = useAskForHelp();
  const [form] = Form.useForm<Values>();
  const known = REGIONS.find((region) => region === scanner.status?.exam?.body_region);
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ body_region: known ?? "head", urgent: false }}
      onFinish={({ reason, body_region, urgent }) => {
        ask.mutate(
          { kind: "ask_for_help", scanner_id: scanner.scanner_id, reason, body_region, urgent: urgent ?? false },
          { onSuccess: onAsked },
        );
      }}
    >
      <Form.Item name="reason" label={t("ask.reason")} rules={[{ required: true, whitespace: true, message: t("ask.reasonNeeded") }]}>
        <Input.TextArea autoFocus rows={2} maxLength={2000} placeholder={t("ask.reasonHint")} data-testid="ask-reason" />
      </Form.Item>
      <div className={styles.chips}>
        {REASONS.map((reason) => (
          <Button
            key={reason}
            onClick={() => { form.setFieldValue("reason", t(`reason.${reason}`)); }}
            data-testid={`ask-reason-${reason}`}
          >
            {t(`reason.${reason}`)}
          </Button>
        ))}
      </div>
      <Form.Item name="body_region" label={t("ask.region")}>
        <Radio.Group optionType="button" buttonStyle="solid" className={styles.chips ?? ""} data-testid="ask-region">
          {REGIONS.map((region) => (
            <Radio key={region} value={region} data-testid={`ask-region-${region}`}>
              {t(`region.${region}`)}
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item name="urgent" valuePropName="checked">
        <Checkbox data-testid="ask-urgent">{t("ask.urgent")}</Checkbox>
      </Form.Item>
      <Button type="primary" size="large" block htmlType="submit" loading={ask.isPending} data-testid="ask-submit">
        {t("ask.submit")}
      </Button>
    </Form>
  );
}
