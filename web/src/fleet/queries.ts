/** Sites and scanners as the hub knows them now. */
import { useQuery } from "@tanstack/react-query";

import { call } from "../api/client";
import type { ScannerView, SiteView } from "../api/schema";
import { keys } from "../live/patch";

export function useSites() {
  return useQuery({
    queryKey: keys.sites,
    queryFn: ({ signal }) => call<SiteView[]>("GET", "/api/sites", { signal }),
  });
}

export interface Place {
  site: SiteView | undefined;
  scanner: ScannerView | undefined;
}

/** The scanner and its site, from what is loaded already. */
export function usePlace(scannerId: string): Place {
  const { data } = useSites();
  const site = data?.find((one) => one.scanners.some((scanner) => scanner.scanner_id === scannerId));
  return { site, scanner: site?.scanners.find((scanner) => scanner.scanner_id === scannerId) };
}
