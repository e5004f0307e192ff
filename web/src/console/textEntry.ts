/**
 * A text field without a look, so that input methods (Chinese, dead keys on macOS, a tablet's
 * keyboard) work over the console: browsers offer them to fields only. What is composed shows beside
 * the pointer; what is committed is handed on, and the field is empty again.
 */

const STYLE = {
  position: "absolute",
  width: "1px",
  height: "1.5em",
  padding: "0",
  border: "none",
  outline: "none",
  resize: "none",
  overflow: "hidden",
  whiteSpace: "pre",
  background: "transparent",
  color: "transparent",
  caretColor: "transparent",
  pointerEvents: "none",
} as const;

const COMPOSING = { width: "16em", background: "#fff", color: "#000" } as const;
const AT_REST = { width: STYLE.width, background: STYLE.background, color: STYLE.color } as const;

export class TextEntry {
  private readonly field = document.createElement("textarea");

  constructor(element: HTMLElement, signal: AbortSignal, committed: (text: string) => void) {
    const { field } = this;
    Object.assign(field.style, STYLE, { left: "0", bottom: "0" });
    field.tabIndex = -1;
    field.autocapitalize = "off";
    field.autocomplete = "off";
    field.spellcheck = false;
    field.setAttribute("aria-hidden", "true");
    field.addEventListener("compositionstart", () => Object.assign(field.style, COMPOSING), { signal });
    field.addEventListener(
      "compositionend",
      ({ data }) => {
        Object.assign(field.style, AT_REST);
        field.value = "";
        committed(data);
      },
      { signal },
    );
    field.addEventListener(
      "input",
      (event) => {
        // Keys are handled as keys; text comes here without one from a tablet's keyboard only.
        const { inputType, data, isComposing } = event as InputEvent;
        if (isComposing || inputType === "insertCompositionText") return;
        field.value = "";
        if (inputType === "insertText" && data !== null) committed(data);
      },
      { signal },
    );
    signal.addEventListener("abort", () => field.remove());
    element.append(field);
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  /** Compose here, in pixels of the element. */
  place(x: number, y: number): void {
    Object.assign(this.field.style, { left: `${x}px`, top: `${y}px`, bottom: "auto" });
  }
}
