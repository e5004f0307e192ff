import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";

import type { SeriesResult } from "../api/schema";
import { useFormat } from "../app/format";
import { CheckCount } from "./Verdict";
import { snrOf } from "./verdict";

/** Series of a scanner, newest first. */
export function SeriesTable({ series, loading }: { series: readonly SeriesResult[]; loading: boolean }) {
  const { t } = useTranslation(["quality", "app"]);
  const format = useFormat();
  const columns: TableColumnsType<SeriesResult> = [
    {
      title: t("arrived"),
      key: "arrived",
      sorter: (a, b) => a.first_image_at.localeCompare(b.first_image_at),
      render: (_, one) => format.dateTime(one.first_image_at),
    },
    { title: t("series"), key: "series", render: (_, one) => `${one.series_number ?? ""} ${one.description}` },
    { title: t("imagesColumn"), key: "images", align: "right", render: (_, one) => t("images", { count: one.images }) },
    {
      title: t("measurement.snr"),
      key: "snr",
      align: "right",
      sorter: (a, b) => (snrOf(a)?.value ?? -1) - (snrOf(b)?.value ?? -1),
      render: (_, one) => {
        const value = snrOf(one)?.value;
        return value == null ? t("app:notMeasured") : format.fixed(value, 1);
      },
    },
    { title: t("asRun"), key: "checks", render: (_, one) => <CheckCount series={one} /> },
  ];
  return (
    <Table<SeriesResult>
      size="small"
      rowKey="series_instance_uid"
      loading={loading}
      columns={columns}
      dataSource={[...series]}
      pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: t("noSeries") }}
    />
  );
}
