import { Empty } from "antd";
import { useTranslation } from "react-i18next";

import type { Proposal, Session } from "../api/schema";
import { ProposalCard } from "./ProposalCard";
import type { Command } from "./queries";
import styles from "./session.module.css";

interface Props {
  session: Session;
  command: Command;
  onEditAgain?: (proposal: Proposal) => void;
}

/** All proposals of a session, the newest first. */
export function Proposals({ session, command, onEditAgain }: Props) {
  const { t } = useTranslation("session");
  const proposals = [...session.proposals].reverse();
  if (proposals.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("proposal.none")} />;
  return (
    <div className={styles.proposals} data-testid="proposals">
      {proposals.map((proposal) => (
        <ProposalCard
          key={proposal.proposal_id}
          session={session}
          proposal={proposal}
          command={command}
          {...(onEditAgain ? { onEditAgain } : {})}
        />
      ))}
    </div>
  );
}
