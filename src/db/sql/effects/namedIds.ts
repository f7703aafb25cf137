/** An event's body stays below 20 kB (D-10); of more than these the feed of changes, or a list, tells. */
const mostNamed = 200;

/** What an event is about: how many things of one kind, and which. */
export const namedIds = (
  name: 'transactions' | 'matches' | 'review_items',
  ids: readonly string[],
): {
  readonly counts: Readonly<Record<string, number>>;
  readonly ids?: Readonly<Record<string, readonly string[]>>;
} => ({
  counts: { [name]: ids.length },
  ...(ids.length <= mostNamed ? { ids: { [name]: ids } } : {}),
});
