/** Calls to the hub. Every failure becomes one `Problem` (RFC 9457), so that pages can word it. */

interface ProblemBody {
  code?: string;
  detail?: string;
  field?: string | null;
  title?: string;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field: string | null = null,
  ) {
    super(detail);
    this.name = "Problem";
  }
}

/** The hub could not be reached at all: no answer, so no status. */
export const UNREACHABLE = 0;

type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Options {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  content?: Blob;
  signal?: AbortSignal;
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  return new Problem(
    response.status,
    body.code ?? `http_${response.status}`,
    body.detail ?? body.title ?? response.statusText,
    body.field ?? null,
  );
}

async function send(method: Method, path: string, { body, content, signal }: Options): Promise<Response> {
  const init: RequestInit = { method, credentials: "same-origin" };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  } else if (content !== undefined) {
    init.body = content;
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(UNREACHABLE, "unreachable", "");
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function call<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export async function callForBlob(method: Method, path: string, options: Options = {}): Promise<Blob> {
  return (await send(method, path, options)).blob();
}
