import { ConfigProvider, Empty, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { Failure } from "../../app/Failure";
import { Loading } from "../../app/Loading";
import { gloves, GLOVES_FONT_PX } from "../../app/theme";
import { useSites } from "../../fleet/queries";
import { useMe } from "../../identity/me";
import { may } from "../../identity/roles";
import { useOpenSessions } from "../queries";
import { ScannerDesk } from "./ScannerDesk";
import styles from "./operator.module.css";

/** The technologist's page beside the scanner, on a tablet. */
export function OperatorPage() {
  const { t } = useTranslation("session");
  const me = useMe();
  const sites = useSites();
  const open = useOpenSessions();
  const [params, setParams] = useSearchParams();
  if (sites.isPending || open.isPending) return <Loading />;
  if (sites.isError) return <Failure error={sites.error} onRetry={() => void sites.refetch()} />;
  if (open.isError) return <Failure error={open.error} onRetry={() => void open.refetch()} />;
  const places = sites.data
    .filter((site) => may(me, "ask_for_help", site.site_id))
    .flatMap((site) => site.scanners.map((scanner) => ({ site, scanner })));
  const place = places.find(({ scanner }) => scanner.scanner_id === params.get("scanner")) ?? places[0];
  if (!place) return <Empty description={t("operator.noScanner")} />;
  const session = open.data.find((one) => one.scanner_id === place.scanner.scanner_id);
  return (
    <ConfigProvider theme={gloves}>
      <div className={styles.page} style={{ fontSize: GLOVES_FONT_PX }} data-testid="operator-page">
        {places.length > 1 && (
          <Segmented
            block
            size="large"
            value={place.scanner.scanner_id}
            options={places.map(({ site, scanner }) => ({ value: scanner.scanner_id, label: `${site.name} · ${scanner.name}` }))}
            onChange={(scanner) => { setParams({ scanner }, { replace: true }); }}
          />
        )}
        <ScannerDesk key={place.scanner.scanner_id} site={place.site} scanner={place.scanner} session={session} />
      </div>
    </ConfigProvider>
  );
}
