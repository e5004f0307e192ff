import {
  CheckCircleOutlined,
  CheckOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  CloseOutlined,
  LoadingOutlined,
  RollbackOutlined,
} from "@ant-design/icons";
import { Alert, Button, Card, Input, Tag } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Proposal, ProposalState, Session } from "../api/schema";
import { useFormat } from "../app/format";
import { useMe } from "../identity/me";
import { ChangedValues } from "../protocol/ChangedValues";
import { ConsequencesView } from "../protocol/ConsequencesView";
import { PreviewPair } from "../protocol/PreviewPair";
import { usePlace } from "../fleet/queries";
import type { Command } from "./queries";
import { standingOf } from "./standing";
import styles from "./session.module.css";

const LOOKS: Record<ProposalState, { color: string; icon: ReactNode }> = {
  offered: { color: "warning", icon: <ClockCircleOutlined /> },
  accepted: { color: "processing", icon: <LoadingOutlined spin /> },
  applied: { color: "success", icon: <CheckCircleOutlined /> },
  refused: { color: "default", icon: <CloseCircleOutlined /> },
  withdrawn: { color: "default", icon: <RollbackOutlined /> },
  failed: { color: "error", icon: <CloseCircleOutlined /> },
};

function Decide({ proposal, command }: { proposal: Proposal; command: Command }) {
  const { t } = useTranslation("session");
  const [comment, setComment] = useState("");
  const { proposal_id } = proposal;
  const pending = command.isPending ? command.variables.kind : null;
  return (
    <div className={styles.answer}>
      <Input
        value={comment}
        maxLength={2000}
        placeholder={t("proposal.refuseComment")}
        aria-label={t("proposal.refuseComment")}
        data-testid="refuse-comment"
        onChange={(event) => { setComment(event.target.value); }}
      />
      <div className={styles.decide}>
        <Button
          type="primary"
          size="large"
          icon={<CheckOutlined />}
          loading={pending === "accept_proposal"}
          onClick={() => { command.mutate({ kind: "accept_proposal", proposal_id }); }}
          data-testid="accept-proposal"
        >
          {t("proposal.accept")}
        </Button>
        <Button
          size="large"
          icon={<CloseOutlined />}
          loading={pending === "refuse_proposal"}
          onClick={() => { command.mutate({ kind: "refuse_proposal", proposal_id, comment }); }}
          data-testid="refuse-proposal"
        >
          {t("proposal.refuse")}
        </Button>
      </div>
    </div>
  );
}

interface Props {
  session: Session;
  proposal: Proposal;
  command: Command;
  /** Take the values into the editor again. */
  onEditAgain?: (proposal: Proposal) => void;
}

/** One proposal: old and new values, what they cost, and the answer to it. */
export function ProposalCard({ session, proposal, command, onEditAgain }: Props) {
  const { t } = useTranslation("session");
  const format = useFormat();
  const me = useMe();
  const { scanner } = usePlace(session.scanner_id);
  const standing = standingOf(me, session);
  const look = LOOKS[proposal.state];
  const offered = proposal.state === "offered";
  const mine = proposal.offered_by.person_id === me.person_id;
  return (
    <Card
      size="small"
      className={styles.proposal ?? ""}
      data-testid={`proposal-${proposal.state}`}
      title={proposal.series_description}
      extra={
        <Tag color={look.color} icon={look.icon} data-testid="proposal-state" data-state={proposal.state}>
          {t(`proposal.state.${proposal.state}`)}
        </Tag>
      }
    >
      <p className={styles.quiet}>
        {t("proposal.by", { who: proposal.offered_by.display_name, time: format.time(proposal.offered_at) })}
      </p>
      {proposal.comment && <q className={styles.quote}>{proposal.comment}</q>}
      <ChangedValues
        from={proposal.present}
        to={proposal.proposed}
        asSet={proposal.as_set}
        model={scanner?.description?.model}
      />
      <ConsequencesView
        present={proposal.consequences_present}
        proposed={proposal.consequences_proposed}
        model={scanner?.description?.model}
        beside={
          offered && (
            <PreviewPair
              scannerId={session.scanner_id}
              seriesId={proposal.series_id}
              present={proposal.present}
              proposed={proposal.proposed}
              runs={proposal.consequences_proposed.runs}
            />
          )
        }
      />
      {proposal.answer && (
        <Alert type={proposal.state === "failed" ? "error" : "info"} title={proposal.answer} showIcon />
      )}
      {offered && standing.canDecide && !mine && <Decide proposal={proposal} command={command} />}
      <div className={styles.decide}>
        {offered && mine && (
          <Button
            size="small"
            onClick={() => { command.mutate({ kind: "withdraw_proposal", proposal_id: proposal.proposal_id }); }}
            data-testid="withdraw-proposal"
          >
            {t("proposal.withdraw")}
          </Button>
        )}
        {(proposal.state === "refused" || proposal.state === "withdrawn") && mine && onEditAgain && (
          <Button size="small" onClick={() => { onEditAgain(proposal); }} data-testid="edit-again">
            {t("proposal.editAgain")}
          </Button>
        )}
      </div>
    </Card>
  );
}
