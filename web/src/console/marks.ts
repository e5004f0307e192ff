/** Pointers and drawings of people on the picture: told by the hub, faded by the page. */

import type { Marked, Point, Shape, Unmarked } from "./messages";

export interface Mark {
  id: string;
  personId: string;
  name: string;
  colour: number;
  shape: Shape;
  stays: boolean;
  points: readonly Point[];
  /** Milliseconds since 1970, this page's clock. */
  changedAt: number;
}

export type Marks = ReadonlyMap<string, Mark>;

/** As long as the hub tells of a mark that does not stay; see `telescan/console/marks.py`. */
const POINTER_FADES_MS = 4000;
const FADES_MS = 8000;
/** The last part of that time, in which it grows pale. */
const PALING_MS = 1500;

/** 1 when fresh or standing, 0 when gone. */
export function strengthOf(mark: Mark, now: number): number {
  if (mark.stays) return 1;
  const limit = mark.shape === "pointer" ? POINTER_FADES_MS : FADES_MS;
  return Math.min(1, Math.max(0, (mark.changedAt + limit - now) / PALING_MS));
}

export function withMarked(marks: Marks, told: Marked, now: number): Marks {
  const before = marks.get(told.mark_id)?.points ?? [];
  // Points that do not follow what is known cannot be drawn; the hub never leaves such a gap.
  if (told.first > before.length) return marks;
  const mark: Mark = {
    id: told.mark_id,
    personId: told.person_id,
    name: told.display_name,
    colour: told.colour,
    shape: told.shape,
    stays: told.stays,
    points: [...before.slice(0, told.first), ...told.points],
    changedAt: now - told.age_ms,
  };
  return new Map(marks).set(mark.id, mark);
}

export function withoutMarks(marks: Marks, ids: readonly string[]): Marks {
  if (!ids.some((id) => marks.has(id))) return marks;
  return new Map([...marks].filter(([id]) => !ids.includes(id)));
}

const NONE: Marks = new Map();

/** The marks of one console, for whoever subscribes. */
export class MarkStore {
  private current: Marks = NONE;
  private own = "";
  private readonly listeners = new Set<() => void>();

  constructor(private readonly now: () => number) {}

  readonly all = (): Marks => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A new connection: the hub tells everything anew. */
  joined(viewerId: string): void {
    this.own = viewerId;
    this.change(NONE);
  }

  /** Whether this page drew it. */
  isOwn(mark: Mark): boolean {
    return mark.id.startsWith(`${this.own}-`);
  }

  /** The mark that this page drew under a number. */
  ownMark(number: number): Mark | undefined {
    return this.current.get(`${this.own}-${number}`);
  }

  heard(message: Marked | Unmarked): void {
    const fresh = this.withoutFaded();
    this.change(
      message.type === "marked"
        ? withMarked(fresh, message, this.now())
        : withoutMarks(fresh, message.mark_ids),
    );
  }

  forgetFaded(): void {
    this.change(this.withoutFaded());
  }

  private withoutFaded(): Marks {
    const now = this.now();
    return withoutMarks(
      this.current,
      [...this.current.values()].filter((mark) => strengthOf(mark, now) === 0).map(({ id }) => id),
    );
  }

  private change(marks: Marks): void {
    if (marks === this.current) return;
    this.current = marks;
    for (const listener of this.listeners) listener();
  }
}
