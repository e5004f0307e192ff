import { Button, Result } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, Link, Navigate, useRouteError } from "react-router";

import { OverviewPage } from "../fleet/OverviewPage";
import { SignedIn } from "../identity/SignedIn";
import { OperatorPage } from "../session/operator/OperatorPage";
import { RequestsPage } from "../session/RequestsPage";
import { Loading } from "./Loading";
import { Shell } from "./Shell";

// Pages that carry the image viewer or charts are loaded when they are opened.
const AuditPage = lazy(() => import("../identity/AuditPage").then((m) => ({ default: m.AuditPage })));
const RecordPage = lazy(() => import("../session/records/RecordPage").then((m) => ({ default: m.RecordPage })));
const RecordsPage = lazy(() => import("../session/records/RecordsPage").then((m) => ({ default: m.RecordsPage })));
const ScannerPage = lazy(() => import("../fleet/ScannerPage").then((m) => ({ default: m.ScannerPage })));
const WallPage = lazy(() => import("../session/wall/WallPage").then((m) => ({ default: m.WallPage })));
const SessionPage = lazy(() => import("../session/SessionPage").then((m) => ({ default: m.SessionPage })));

function Missing() {
  const { t } = useTranslation("app");
  return (
    <Result
      status="404"
      title={t("missing.title")}
      subTitle={t("missing.detail")}
      extra={
        <Link to="/">
          <Button type="primary">{t("backToOverview")}</Button>
        </Link>
      }
    />
  );
}

function Crashed() {
  const { t } = useTranslation("app");
  const error = useRouteError();
  return (
    <Result
      status="error"
      title={t("problem.crashed")}
      subTitle={error instanceof Error ? error.message : null}
      extra={
        <Button type="primary" onClick={() => { location.reload(); }}>
          {t("retry")}
        </Button>
      }
    />
  );
}

const suspended = (page: React.ReactNode) => <Suspense fallback={<Loading />}>{page}</Suspense>;

export const router = createBrowserRouter([
  {
    path: "/",
    element: (
      <SignedIn>
        <Shell />
      </SignedIn>
    ),
    errorElement: <Crashed />,
    children: [
      {
        errorElement: <Crashed />,
        children: [
          { index: true, element: <OverviewPage /> },
          { path: "requests", element: <RequestsPage /> },
          { path: "operator", element: <OperatorPage /> },
          { path: "wall", element: suspended(<WallPage />) },
          { path: "sessions", element: <Navigate to="/records" replace /> },
          { path: "sessions/:sessionId", element: suspended(<SessionPage />) },
          { path: "scanners/:scannerId", element: suspended(<ScannerPage />) },
          { path: "records", element: suspended(<RecordsPage />) },
          { path: "records/:sessionId", element: suspended(<RecordPage />) },
          { path: "audit", element: suspended(<AuditPage />) },
          { path: "*", element: <Missing /> },
        ],
      },
    ],
  },
]);
