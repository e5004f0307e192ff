/** The pictures of a scanner that are open: one large, perhaps one in a corner. */
import { lazy, Suspense } from "react";

import type { Session, SourceDescription } from "../../api/schema";
import type { ConsoleViewProps } from "../../console";
import { type Arrangement, opened, withMain, withSmall } from "./arrangement";
import { SmallFrame } from "./SmallFrame";
import { useSourceName } from "./useSourceName";

const ConsoleView = lazy(() => import("../../console/ConsoleView").then((m) => ({ default: m.ConsoleView })));

/** Enough for a picture that is looked at from the corner of an eye. */
const SMALL_HZ = 5;

interface Props {
  session: Session;
  sources: readonly SourceDescription[];
  arrangement: Arrangement;
  onArrange: (next: Arrangement) => void;
  /** What the large picture is given besides which one it is. */
  main: Omit<ConsoleViewProps, "scannerId" | "sourceId" | "sessionId" | "mostHz">;
}

export function SourceStage({ session, sources, arrangement, onArrange, main }: Props) {
  const nameOf = useSourceName();
  return (
    <Suspense fallback={null}>
      {opened(arrangement, sources).map((source) => {
        const sourceId = source.source_id;
        const place = sourceId === arrangement.main ? "main" : sourceId === arrangement.small ? "small" : "hidden";
        const which = { scannerId: session.scanner_id, sessionId: session.session_id, sourceId };
        return (
          <SmallFrame
            key={sourceId}
            place={place}
            name={nameOf(source)}
            corner={arrangement.corner}
            onCorner={(corner) => { onArrange({ ...arrangement, corner }); }}
            onSwap={() => { onArrange(withMain(arrangement, sourceId)); }}
            onClose={() => { onArrange(withSmall(arrangement, null)); }}
          >
            {place === "main" ? (
              <ConsoleView {...which} {...main} control={source.drivable ? main.control : null} />
            ) : (
              <ConsoleView {...which} control={null} mostHz={SMALL_HZ} />
            )}
          </SmallFrame>
        );
      })}
    </Suspense>
  );
}
