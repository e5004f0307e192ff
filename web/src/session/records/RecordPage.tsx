import { useParams } from "react-router";

import { Failure } from "../../app/Failure";
import { Loading } from "../../app/Loading";
import { useSession } from "../queries";
import { RecordView } from "./RecordView";

/** The record of one session. */
export function RecordPage() {
  const { sessionId = "" } = useParams();
  const session = useSession(sessionId);
  if (session.isPending) return <Loading />;
  if (session.isError) return <Failure error={session.error} onRetry={() => void session.refetch()} />;
  return <RecordView session={session.data} />;
}
