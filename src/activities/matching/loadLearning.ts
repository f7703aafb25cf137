import type { EntityManager } from '@mikro-orm/postgresql';
import { countActions } from '../../db/sql/matching/learning/countActions.ts';
import { listLog } from '../../db/sql/matching/learning/listLog.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import type { Certificate } from '../../domain/matching/certification/certificate.ts';
import { certificatesInForce } from '../../domain/matching/certification/certificatesInForce.ts';
import { isStrong, withAliases } from '../../domain/matching/learning/aliases.ts';
import { clientModel } from '../../domain/matching/learning/clientModel.ts';
import type { ClientWeights } from '../../domain/matching/learning/clientWeights.ts';
import { replayLog } from '../../domain/matching/learning/replayLog.ts';
import { toLearningActions } from '../../domain/matching/learning/toLearningActions.ts';
import { type CompiledModel, compileModel } from '../../domain/matching/model/compiledModel.ts';
import type { Party } from '../../domain/matching/openItem.ts';
import { shippedCertificates } from '../../domain/matching/shipped/shippedCertificates.ts';
import { shippedModel } from '../../domain/matching/shipped/shippedModel.ts';

/** What a client's matcher rests on: the shipped weights, moved by the client's own decisions (matching 10). */
export interface ClientLearning {
  readonly model: CompiledModel;
  readonly certificates: readonly Certificate[];
  /** Parties with the accounts and names that persons' decisions gave them. */
  readonly asKnown: (parties: readonly Party[]) => readonly Party[];
}

/** Of whom nobody has decided anything yet: all of them share it. */
const untaught: ClientLearning = {
  model: compileModel(shippedModel),
  certificates: shippedCertificates,
  asKnown: (parties) => parties,
};

/** A process works for so many clients in turn before it replays a log again that has not changed. */
const mostKept = 500;

interface Kept {
  readonly actions: number;
  readonly today: CalendarDate;
  readonly learning: ClientLearning;
}

/** What a client's log taught until a day, in the caller's transaction. */
export type LoadLearning = (em: EntityManager, clientId: string, today: CalendarDate) => Promise<ClientLearning>;

/**
 * Keeps what was learnt in the process, for the same log and day: they decide it (matching 12, property 9), and a night
 * replays a log once, not for every sync.
 */
export function createLearningLoader(): LoadLearning {
  const kept = new Map<string, Kept>();
  return async (em, clientId, today) => {
    const actions = await countActions(em, clientId, today);
    if (actions === 0) return untaught;
    const known = kept.get(clientId);
    kept.delete(clientId);
    const isCurrent = known?.actions === actions && known.today === today;
    const learning = isCurrent ? known.learning : learningOf(await loadWeights(em, clientId, today));
    // Set anew at the end: the first is the one that was asked for longest ago.
    kept.set(clientId, { actions, today, learning });
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return learning;
  };
}

/** The weights of the client's log on a day, replayed from its first entry. */
export const loadWeights = async (em: EntityManager, clientId: string, today: CalendarDate): Promise<ClientWeights> =>
  replayLog(toLearningActions(await listLog(em, clientId, today)), today);

function learningOf(weights: ClientWeights): ClientLearning {
  const strong = weights.aliases.filter(isStrong);
  return {
    model: compileModel(clientModel(shippedModel, weights)),
    certificates: certificatesInForce(shippedCertificates, weights.experience).certificates,
    asKnown: (parties) => withAliases(parties, strong),
  };
}
