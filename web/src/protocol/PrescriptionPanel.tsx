import { Button, Input, Tooltip } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem, UNREACHABLE } from "../api/client";
import type { Consequences, Prescription, ScannerModel, Series, Violation } from "../api/schema";
import { useProblemWords } from "../app/problems";
import { useShortcut } from "../app/shortcuts";
import { hasNearest } from "./draft";
import { ConsequencesView } from "./ConsequencesView";
import { Explanations } from "./Explanations";
import { changedParameters, fieldsFor, GROUPS, type Uses } from "./fields";
import { ParameterRow } from "./ParameterRow";
import { PreviewPair } from "./PreviewPair";
import { useConsequences, useDebounced, useParameterUses, useWaysOut } from "./queries";
import { faultsOf, type Fault } from "./ranges";
import { Reasons } from "./Reasons";
import type { Drafting } from "./useDraft";
import { useValues } from "./values";
import { useReasons } from "./ViolationText";
import { WaysOut } from "./WaysOut";
import styles from "./protocol.module.css";

interface Props {
  scannerId: string;
  series: Series;
  model: ScannerModel | undefined;
  drafting: Drafting;
  /** False: the values are shown, and nobody here proposes others. */
  editable: boolean;
  proposing: boolean;
  onPropose: (prescription: Prescription, comment: string) => void;
}

/** The field that a problem names, as `prescription.echo_time_ms` or the bare name. */
function faultOf(error: unknown, parameter: string): string | null {
  if (!(error instanceof Problem) || error.status !== 422 || !error.field) return null;
  return error.field.split(".").includes(parameter) ? error.message : null;
}

/** Why the consequences are not known, as soon as one request has failed; null while there is hope. */
function useTrouble(asked: ReturnType<typeof useConsequences>): string | null {
  const words = useProblemWords();
  const error = asked.error ?? asked.failureReason;
  if (error) return words(error);
  return asked.isPaused ? words(new Problem(UNREACHABLE, "unreachable", "")) : null;
}

interface ActionsProps {
  drafting: Drafting;
  proposed: Consequences | undefined;
  changes: number;
  ready: boolean;
  proposing: boolean;
  onPropose: (comment: string) => void;
}

function Actions({ drafting, proposed, changes, ready, proposing, onPropose }: ActionsProps) {
  const { t } = useTranslation("protocol");
  const [comment, setComment] = useState("");
  const propose = () => {
    onPropose(comment);
    setComment("");
  };
  useShortcut("Ctrl+Enter", t("propose"), propose, ready);
  useShortcut("Ctrl+Z", t("undo"), drafting.undo, drafting.canUndo);
  const helpful = proposed?.violations.filter(hasNearest) ?? [];
  return (
    <div className={styles.actions}>
      <Input
        size="small"
        value={comment}
        maxLength={2000}
        placeholder={t("comment")}
        aria-label={t("comment")}
        data-testid="propose-comment"
        onChange={(event) => { setComment(event.target.value); }}
      />
      <Button size="small" disabled={!drafting.canUndo} onClick={drafting.undo} data-testid="draft-undo">
        {t("undo")}
      </Button>
      <Button size="small" disabled={changes === 0} onClick={drafting.reset} data-testid="draft-reset">
        {t("reset")}
      </Button>
      {helpful.length > 1 && (
        <Button size="small" onClick={() => { drafting.nearest(helpful); }} data-testid="nearest-all">
          {t("useAllNearest")}
        </Button>
      )}
      <Tooltip title={changes === 0 ? t("nothingToPropose") : null}>
        <Button
          size="small"
          type="primary"
          disabled={!ready}
          loading={proposing}
          onClick={propose}
          data-testid="propose"
        >
          {changes === 0 ? t("proposeNone") : t("proposeCount", { count: changes })}
        </Button>
      </Tooltip>
    </div>
  );
}

/** The parameters by group, each with its field and what is wrong with it. */
function Parameters(props: Pick<Props, "model" | "drafting" | "editable"> & ParametersProps) {
  const { model, drafting, editable, present, uses, violations, faults, error } = props;
  const { t } = useTranslation("protocol");
  const fields = fieldsFor(drafting.value, uses);
  return GROUPS.map((group) => (
    <section key={group} aria-label={t(`group.${group}`)}>
      <h4 className={styles.group}>{t(`group.${group}`)}</h4>
      {fields
        .filter((field) => field.group === group)
        .map((field) => (
          <ParameterRow
            key={field.parameter}
            field={field}
            present={present}
            drafting={drafting}
            model={model}
            uses={uses}
            violations={violations.filter((one) => one.parameter === field.parameter)}
            faults={faults.filter(({ place }) => place.split(".")[0] === field.parameter)}
            problem={faultOf(error, field.parameter)}
            editable={editable}
          />
        ))}
    </section>
  ));
}

interface ParametersProps {
  present: Prescription;
  uses: Uses;
  violations: readonly Violation[];
  faults: readonly Fault[];
  error: unknown;
}

/** A series' parameters as set and as proposed, with the consequences as somebody types. */
export function PrescriptionPanel(props: Props) {
  const { scannerId, series, model, drafting, editable, proposing, onPropose } = props;
  const { t } = useTranslation("protocol");
  const { shortName } = useValues();
  const reasonOf = useReasons(model);
  const rows = useRef<HTMLDivElement>(null);
  const uses = useParameterUses();
  const present = series.prescription;
  const settled = useDebounced(drafting.value);
  const faults = faultsOf(drafting.value, uses);
  const now = useConsequences(scannerId, series.series_id, present, present);
  const then = useConsequences(scannerId, series.series_id, present, settled, editable && faultsOf(settled, uses).length === 0);
  const proposed = editable ? then.data : now.data;
  const troubleNow = useTrouble(now);
  const troubleThen = useTrouble(then);
  const outside = [...new Set(faults.map(({ place }) => shortName(place.split(".")[0] ?? "")))];
  const trouble =
    outside.length > 0 ? t("outside", { names: outside.join(t("effect.and")) }) : (troubleThen ?? troubleNow);
  const stale = settled !== drafting.value || then.isPlaceholderData || then.isFetching;
  const changes = changedParameters(present, drafting.value).length;
  const blocked = editable && !stale && trouble === null && proposed?.runs === false;
  const ways = useWaysOut(scannerId, series.series_id, settled, blocked);
  const violations = trouble === null ? (proposed?.violations ?? []) : [];
  const show = (parameter: string) => {
    const row = rows.current?.querySelector(`[data-parameter="${parameter}"]`);
    row?.scrollIntoView({ block: "center" });
    row?.querySelector<HTMLElement>("input, button")?.focus({ preventScroll: true });
  };
  return (
    <div className={styles.panel}>
      <div ref={rows} className={styles.parameters} data-undo="page" data-editable={editable || undefined}>
        <div className={styles.heads} aria-hidden>
          <span>{t("head.parameter")}</span>
          <span>{t("head.asSet")}</span>
          {editable && <span>{t("head.proposed")}</span>}
        </div>
        <Parameters
          model={model}
          drafting={drafting}
          editable={editable}
          present={present}
          uses={uses}
          violations={violations}
          faults={faults}
          error={then.error}
        />
      </div>
      <div className={styles.foot}>
        <div className={styles.evidence}>
          {series.state !== "queued" && editable && <p className={styles.quiet}>{t("copyNote")}</p>}
          <ConsequencesView
            present={now.data}
            proposed={proposed}
            model={model}
            stale={editable && stale}
            failure={trouble}
            beside={
              <>
                <PreviewPair
                  scannerId={scannerId}
                  seriesId={series.series_id}
                  present={present}
                  proposed={editable ? settled : present}
                  runs={then.isPlaceholderData ? undefined : proposed?.runs}
                  known={trouble === null}
                />
                {editable && proposed && trouble === null && (
                  <Explanations explanation={proposed.explanation} model={model} />
                )}
              </>
            }
          >
            <Reasons
              reasons={violations.map((violation) => ({
                parameter: violation.parameter,
                text: reasonOf({ violation, prescription: drafting.value, uses }),
              }))}
              onShow={show}
            />
            {blocked && <WaysOut ways={ways.data} model={model} onTake={drafting.load} />}
          </ConsequencesView>
        </div>
        {editable && (
          <Actions
            drafting={drafting}
            proposed={trouble === null ? proposed : undefined}
            changes={changes}
            // The site checks again, so a quick hand need not wait for the figures.
            ready={changes > 0 && !proposing && !drafting.fitting && trouble === null && (stale || proposed?.runs === true)}
            proposing={proposing}
            onPropose={(comment) => { onPropose(drafting.value, comment); }}
          />
        )}
      </div>
    </div>
  );
}
