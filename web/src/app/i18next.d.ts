import "i18next";

import type app from "./locales/en.json";
import type console from "../console/locales/en.json";
import type dicom from "../dicom/locales/en.json";
import type fleet from "../fleet/locales/en.json";
import type identity from "../identity/locales/en.json";
import type protocol from "../protocol/locales/en.json";
import type quality from "../quality/locales/en.json";
import type session from "../session/locales/en.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "app";
    resources: {
      app: typeof app;
      console: typeof console;
      dicom: typeof dicom;
      fleet: typeof fleet;
      identity: typeof identity;
      protocol: typeof protocol;
      quality: typeof quality;
      session: typeof session;
    };
  }
}
