export type ReplyHeaders = Readonly<Record<string, string>>;

export interface JsonReply<Status extends number = number, Body = unknown> {
  readonly kind: 'json';
  readonly status: Status;
  readonly body: Body;
  readonly headers: ReplyHeaders;
}
/** For a person's browser. */
export interface PageReply {
  readonly kind: 'page';
  readonly status: number;
  readonly html: string;
  readonly headers: ReplyHeaders;
}
export interface RedirectReply {
  readonly kind: 'redirect';
  readonly location: string;
  readonly headers: ReplyHeaders;
}

/** An earlier answer, byte for byte (C-13). */
export interface StoredReply {
  readonly kind: 'stored';
  readonly status: number;
  /** Media type. */
  readonly type: string;
  readonly headers: ReplyHeaders;
  readonly text: string;
}

export const reply = <Status extends number, const Body>(
  status: Status,
  body: Body,
  headers: ReplyHeaders = {},
): JsonReply<Status, Body> => ({ kind: 'json', status, body, headers });

export const replyPage = (status: number, html: string, headers: ReplyHeaders = {}): PageReply => ({
  kind: 'page',
  status,
  html,
  headers,
});

/** Always 303: a 307 would send the body again. */
export const replyRedirect = (location: string, headers: ReplyHeaders = {}): RedirectReply => ({
  kind: 'redirect',
  location,
  headers,
});
