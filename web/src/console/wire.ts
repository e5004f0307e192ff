/** One connection to the hub, whatever it runs over. A WebSocket is one. */

export type Transport = "websocket" | "quic";

export interface Wire {
  binaryType: string;
  /** As a WebSocket's: 1 is open. */
  readonly readyState: number;
  /** Bytes that were given to it and wait for the network. */
  readonly bufferedAmount: number;
  onopen: ((event: Event) => unknown) | null;
  onmessage: ((event: MessageEvent<string | ArrayBuffer>) => unknown) | null;
  /** Once, whoever closed it, or when it could not be opened. */
  onclose: ((event: CloseEvent) => unknown) | null;
  /** An urgent text may overtake others, where the transport can do that. */
  send(text: string, urgent?: boolean): void;
  close(): void;
}
