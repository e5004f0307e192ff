import { CheckCircleOutlined, SafetyOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Alert, Button, Empty, Input, Table, Tooltip, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { call } from "../api/client";
import type { AuditEntry, AuditVerdict } from "../api/schema";
import { Failure } from "../app/Failure";
import { useFormat } from "../app/format";
import { useReportProblem } from "../app/problems";
import en from "./locales/en.json";
import styles from "./AuditPage.module.css";

const PAGE = 100;

function useAudit() {
  return useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      call<AuditEntry[]>("GET", `/api/audit?limit=${PAGE}${pageParam === null ? "" : `&before=${pageParam}`}`, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length === PAGE ? (page.at(-1)?.entry_id ?? null) : null),
    staleTime: 0,
  });
}

function detailOf(entry: AuditEntry): string {
  return Object.entries(entry.detail)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

type KnownAct = keyof typeof en.act;
const isKnown = (act: string): act is KnownAct => act in en.act;

/** Acts in words; one that this page does not know yet is shown by its code. */
function useActWords(): (act: string) => string {
  const { t } = useTranslation("identity");
  return (act) => (isKnown(act) ? t(`act.${act}`) : act);
}

function whereOf(entry: AuditEntry): string {
  return [entry.site_id, entry.scanner_id].filter(Boolean).join(" · ");
}

function Where({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("identity");
  return (
    <>
      {whereOf(entry)}
      {entry.session_id && <Link to={`/records/${entry.session_id}`}>{` ${t("audit.record")}`}</Link>}
    </>
  );
}

function ChainCheck() {
  const { t } = useTranslation("identity");
  const report = useReportProblem();
  const check = useMutation({
    mutationFn: () => call<AuditVerdict>("GET", "/api/audit/verify"),
    onError: report,
  });
  const verdict = check.data;
  return (
    <>
      {verdict && (
        <Alert
          className={styles.verdict ?? ""}
          showIcon
          icon={verdict.intact ? <CheckCircleOutlined /> : undefined}
          type={verdict.intact ? "success" : "error"}
          data-testid="audit-verdict"
          title={
            verdict.intact
              ? t("audit.intact", { count: verdict.entries })
              : t("audit.broken", { entry: verdict.first_broken })
          }
        />
      )}
      <Button
        icon={<SafetyOutlined />}
        loading={check.isPending}
        onClick={() => { check.mutate(); }}
        data-testid="audit-check"
      >
        {check.isPending ? t("audit.checking") : t("audit.check")}
      </Button>
    </>
  );
}

/** The audit trail, newest first, and the check that nobody has changed it. */
export function AuditPage() {
  const { t } = useTranslation("identity");
  const format = useFormat();
  const words = useActWords();
  const audit = useAudit();
  const [params, setParams] = useSearchParams();
  const filter = params.get("text") ?? "";
  const columns: TableColumnsType<AuditEntry> = [
    { title: "#", dataIndex: "entry_id", width: 70, align: "right" },
    { title: t("audit.at"), key: "at", width: 170, render: (_, entry) => format.dateTime(entry.at) },
    { title: t("audit.who"), dataIndex: "who", width: 150 },
    { title: t("audit.act"), key: "act", width: 200, render: (_, entry) => <span title={entry.act}>{words(entry.act)}</span> },
    { title: t("audit.where"), key: "where", ellipsis: true, render: (_, entry) => <Where entry={entry} /> },
    { title: t("audit.detail"), key: "detail", ellipsis: true, render: (_, entry) => detailOf(entry) },
    {
      title: t("audit.hash"),
      key: "hash",
      width: 120,
      render: (_, entry) => (
        <Tooltip title={entry.hash}>
          <code>{entry.hash.slice(0, 12)}</code>
        </Tooltip>
      ),
    },
  ];
  if (audit.isError) return <Failure error={audit.error} onRetry={() => void audit.refetch()} />;
  const wanted = filter.trim().toLowerCase();
  const entries = (audit.data?.pages.flat() ?? []).filter((entry) =>
    [entry.who, entry.act, words(entry.act), whereOf(entry), detailOf(entry)].some((text) => text.toLowerCase().includes(wanted)),
  );
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>{t("audit.title")}</h1>
        <Input.Search
          allowClear
          className={styles.search ?? ""}
          defaultValue={filter}
          placeholder={t("audit.filter")}
          aria-label={t("audit.filter")}
          onChange={(event) => {
            setParams(event.target.value ? { text: event.target.value } : {}, { replace: true });
          }}
        />
        <ChainCheck />
      </div>
      <Table<AuditEntry>
        size="small"
        rowKey="entry_id"
        loading={audit.isPending}
        columns={columns}
        dataSource={entries}
        pagination={false}
        data-testid="audit"
        locale={{
          emptyText: (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={filter ? t("audit.emptyFiltered") : t("audit.empty")}
            />
          ),
        }}
      />
      {audit.hasNextPage && (
        <Button block loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          {t("audit.more")}
        </Button>
      )}
    </div>
  );
}
