import { type Demotion, type IdPolicies, type IdPolicy } from './idPolicy.ts';
import { type SnapshotPage, type TakenSnapshot, takeSnapshot } from './snapshot.ts';

export interface TakenSnapshots {
  readonly window: TakenSnapshot;
  /** In the order given. */
  readonly rereads: readonly TakenSnapshot[];
  readonly demotions: readonly Demotion[];
  /** As they are after all reads. */
  readonly policies: IdPolicies;
}

/** The snapshots of a window and of the dates read alone, under one policy: what one of them says against ids counts for all. */
export function takeSnapshots(
  window: readonly SnapshotPage[],
  rereads: readonly (readonly SnapshotPage[])[],
  given: IdPolicies,
): TakenSnapshots {
  const isProven = Object.values<IdPolicy>(given).includes('proven');
  let policies = given;
  const demotions: Demotion[] = [];
  for (const pages of isProven ? [window, ...rereads] : []) {
    const taken = takeSnapshot(pages, policies);
    demotions.push(...taken.demotions);
    policies = taken.policies;
  }
  return {
    window: takeSnapshot(window, policies),
    rereads: rereads.map((pages) => takeSnapshot(pages, policies)),
    demotions,
    policies,
  };
}
