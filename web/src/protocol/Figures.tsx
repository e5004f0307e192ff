import { Select } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Consequences, ScannerModel } from "../api/schema";
import { useFormat } from "../app/format";
import { contrastOf, GRAY_WHITE, keyOf, pairsOf, type Pair } from "./contrast";
import { FIGURE_GROUPS, useFigures, type Figure, type Share } from "./figureWords";
import styles from "./protocol.module.css";

const NEAR = 0.8;

function Meter({ label, share }: { label: string; share: Share }) {
  const over = share.of > 1 ? "over" : "near";
  return (
    <span
      className={styles.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share.of * 100)}
      data-level={share.guarded && share.of >= NEAR ? over : undefined}
    >
      <span style={{ width: `${String(Math.min(share.of, 1) * 100)}%` }} />
    </span>
  );
}

function FigureEntry({ figure }: { figure: Figure }) {
  const { label, from, to, unit, changed, share } = figure;
  return (
    <div data-changed={changed || undefined} data-testid={`consequence-${figure.id}`}>
      <dt title={label}>{label}</dt>
      <dd>
        {from && <span className={styles.old}>{`${from} → `}</span>}
        {to}
        {unit && <small>{` ${unit}`}</small>}
      </dd>
      {share && <Meter label={label} share={share} />}
    </div>
  );
}

/** How well two tissues can be told apart; which two is the reader's choice. */
function Contrast({ present, proposed }: { present: Consequences; proposed: Consequences }) {
  const { t } = useTranslation(["protocol", "app"]);
  const format = useFormat();
  const [chosen, setChosen] = useState<Pair>(GRAY_WHITE);
  const [before, after] = [contrastOf(present, chosen), contrastOf(proposed, chosen)];
  if (!after) return null;
  const [from, to] = [before && format.fixed(before.cnr, 1), format.fixed(after.cnr, 1)];
  const turned = before !== undefined && before.brighter !== after.brighter;
  const changed = turned || (from !== undefined && from !== to);
  const words = (pair: Pair) => pair.map((tissue) => t(`tissue.${tissue}`)).join(" – ");
  return (
    <div className={styles.contrast} data-changed={changed || undefined} data-testid="consequence-cnr">
      <dt>
        {t("figure.cnr")}
        <Select
          size="small"
          variant="borderless"
          value={keyOf(chosen)}
          popupMatchSelectWidth={false}
          aria-label={t("tissuePair")}
          data-testid="cnr-pair"
          options={pairsOf(proposed).map((pair) => ({ value: keyOf(pair), label: words(pair), pair }))}
          onChange={(_, option) => {
            if (option && !Array.isArray(option)) setChosen(option.pair);
          }}
        />
      </dt>
      <dd>
        {changed && <span className={styles.old}>{`${from ?? t("app:unknown")} → `}</span>}
        {to}
        <small>
          {" "}
          {t(turned ? "nowBrighter" : "brighter", { tissue: t(`tissue.${after.brighter}`) })}
        </small>
      </dd>
    </div>
  );
}

interface Props {
  present: Consequences;
  proposed: Consequences;
  model: ScannerModel | undefined;
  /** Stands beside the figures, or among them where it is narrow. */
  beside?: ReactNode;
}

/** Every consequence, by what it is about; where something changes, before and after. */
export function Figures({ present, proposed, model, beside }: Props) {
  const { t } = useTranslation("protocol");
  const figures = useFigures(model)(present, proposed);
  return (
    <div className={styles.figures}>
      {FIGURE_GROUPS.map((group) => (
        <section key={group} data-group={group} aria-label={t(`figureGroup.${group}`)}>
          {group !== "image" && <h5>{t(`figureGroup.${group}`)}</h5>}
          <dl>
            {figures
              .filter((figure) => figure.group === group)
              .map((figure) => (
                <FigureEntry key={figure.id} figure={figure} />
              ))}
            {group === "image" && <Contrast present={present} proposed={proposed} />}
          </dl>
        </section>
      ))}
      {beside && <div className={styles.beside}>{beside}</div>}
    </div>
  );
}
