import { Button, Empty, Input, Select, Table, type TableColumnsType, type TableProps } from "antd";
import type { SortOrder } from "antd/es/table/interface";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import type { Session } from "../../api/schema";
import { Failure } from "../../app/Failure";
import { useFormat } from "../../app/format";
import { useSites } from "../../fleet/queries";
import { useDebounced } from "../../protocol/queries";
import { useSessionColumns } from "../columns";
import { useRecords } from "./queries";
import styles from "./records.module.css";

const SEARCH_PAUSE_MS = 250;
type SortKey = "requested" | "duration";

const lasted = (session: Session) =>
  session.ended_at ? Date.parse(session.ended_at) - Date.parse(session.requested_at) : Infinity;

/** The list's place: filter, search and order live in the address, so that coming back finds them. */
function usePlaceInList() {
  const [params, setParams] = useSearchParams();
  const set = (changes: Record<string, string | null>) => {
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  };
  return { params, set };
}

function useColumns(names: Map<string, string>, params: URLSearchParams): TableColumnsType<Session> {
  const { t } = useTranslation("session");
  const format = useFormat();
  const shared = useSessionColumns();
  const order = (key: SortKey): SortOrder =>
    params.get("sort") === key ? (params.get("order") === "asc" ? "ascend" : "descend") : null;
  return [
    {
      title: t("column.requested"),
      key: "requested",
      width: 150,
      sorter: (a, b) => a.requested_at.localeCompare(b.requested_at),
      sortOrder: order("requested"),
      render: (_, session) => format.dateTime(session.requested_at),
    },
    { title: t("column.where"), key: "where", width: 210, render: (_, session) => names.get(session.scanner_id) ?? session.scanner_id },
    { ...shared.reason, ellipsis: true },
    { ...shared.region, width: 100 },
    { ...shared.by, width: 120 },
    { title: t("column.expert"), key: "expert", width: 120, render: (_, session) => session.expert?.display_name ?? "–" },
    { title: t("column.scans"), key: "scans", width: 70, align: "right", render: (_, session) => session.scans.length },
    {
      title: t("record.lasted"),
      key: "duration",
      width: 110,
      align: "right",
      sorter: (a, b) => lasted(a) - lasted(b),
      sortOrder: order("duration"),
      render: (_, session) => (session.ended_at ? format.duration(lasted(session) / 1000) : t("record.ongoing")),
    },
    { ...shared.state, width: 130 },
  ];
}

/** All sessions that one may read: search, filter, order. */
export function RecordsPage() {
  const { t } = useTranslation("session");
  const navigate = useNavigate();
  const { params, set } = usePlaceInList();
  const text = useDebounced(params.get("text") ?? "", SEARCH_PAUSE_MS);
  const state = params.get("state");
  const scannerId = params.get("scanner");
  const records = useRecords({ text, scannerId, open: state === null ? null : state === "open" });
  const sites = useSites().data ?? [];
  const names = new Map(
    sites.flatMap((site) => site.scanners.map((one) => [one.scanner_id, `${site.name} · ${one.name}`] as const)),
  );
  const columns = useColumns(names, params);
  const onChange: TableProps<Session>["onChange"] = (_, __, sorter) => {
    const one = Array.isArray(sorter) ? sorter[0] : sorter;
    set({
      sort: one?.order ? String(one.columnKey) : null,
      order: one?.order === "ascend" ? "asc" : null,
    });
  };
  const sessions = records.data?.pages.flat() ?? [];
  const filtered = text !== "" || state !== null || scannerId !== null;
  return (
    <div className={styles.page}>
      <div className={styles.filters}>
        <h1>{t("record.title")}</h1>
        <Input.Search
          allowClear
          defaultValue={params.get("text") ?? ""}
          placeholder={t("record.search")}
          aria-label={t("record.search")}
          data-testid="records-search"
          onChange={(event) => { set({ text: event.target.value }); }}
        />
        <Select<string>
          allowClear
          value={scannerId}
          placeholder={t("record.everyScanner")}
          aria-label={t("record.everyScanner")}
          popupMatchSelectWidth={false}
          options={[...names].map(([value, label]) => ({ value, label }))}
          onChange={(value: string | undefined) => { set({ scanner: value ?? null }); }}
        />
        <Select<string>
          allowClear
          value={state}
          placeholder={t("record.everyState")}
          aria-label={t("record.everyState")}
          options={[
            { value: "open", label: t("record.open") },
            { value: "ended", label: t("record.ended") },
          ]}
          onChange={(value: string | undefined) => { set({ state: value ?? null }); }}
        />
      </div>
      {records.isError ? (
        <Failure error={records.error} onRetry={() => void records.refetch()} />
      ) : (
        <Table<Session>
          size="small"
          rowKey="session_id"
          loading={records.isPending}
          columns={columns}
          dataSource={sessions}
          pagination={false}
          rowClassName={styles.link ?? ""}
          onChange={onChange}
          onRow={(session) => ({
            tabIndex: 0,
            onClick: () => void navigate(`/records/${session.session_id}`),
            onKeyDown: (event) => {
              if (event.key === "Enter") void navigate(`/records/${session.session_id}`);
            },
            "data-testid": `record-${session.session_id}`,
          })}
          data-testid="records"
          locale={{
            emptyText: (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={filtered ? t("record.noneFound") : t("record.none")}
              />
            ),
          }}
        />
      )}
      {records.hasNextPage && (
        <Button
          block
          loading={records.isFetchingNextPage}
          onClick={() => void records.fetchNextPage()}
          data-testid="records-more"
        >
          {t("record.more")}
        </Button>
      )}
    </div>
  );
}
