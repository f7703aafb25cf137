import {
  ApplicationFailure,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { type ErrorCode, errorEntry } from '../contracts/errorCodes.ts';
import {
  type RotationInput,
  type RotationPlace,
  type RotationProgress,
  rotationProgress,
} from '../contracts/rotateSecrets.ts';
import { housekeeping } from './proxies.ts';

const defaultPauseMs = 15_000;
/** So many answers of workers that have another current secret: the roll-out has gone back, or stands still. */
const mostOtherKeys = 60;

/**
 * Puts every stored secret on the current key (B-11): passes over the tables until nothing is left. May be stopped and
 * started anew at any time; what is done is done.
 */
export async function rotateSecretsWorkflow(input: RotationInput = {}): Promise<RotationProgress> {
  const { pauseMs = defaultPauseMs } = input;
  let progress: RotationProgress | null = null;
  setHandler(rotationProgress, () => progress);

  const target = input.target ?? (await housekeeping.beginRotation());
  let rewritten = input.rewritten ?? 0;
  let otherKeys = 0;
  let pass = newPass(input.place ?? null);
  for (;;) {
    const left = await housekeeping.countLeft(target);
    progress = { ...left, keyId: target.keyId, rewritten, unreadable: pass.unreadable };
    setCurrentDetails(renderProgress(progress));
    if (Object.keys(left.due).length === 0) return progress;

    if (pass.isOver) {
      const mayPass = left.waiting + pass.passedOver + pass.rewritten > 0 || pass.unreadable === 0;
      if (!mayPass) throw failure('decryption_failed');
      await sleep(pauseMs);
      pass = newPass(null);
    }
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof rotateSecretsWorkflow>({ ...input, target, place: pass.place, rewritten });

    const lot = await housekeeping.reencryptLot({ target, place: pass.place });
    otherKeys = lot.isOtherKey ? otherKeys + 1 : 0;
    if (otherKeys === mostOtherKeys) throw failure('needs_operator');
    if (lot.isOtherKey) {
      await sleep(pauseMs);
      continue;
    }
    rewritten += lot.rewritten;
    pass = {
      place: lot.next,
      isOver: lot.next === null,
      rewritten: pass.rewritten + lot.rewritten,
      passedOver: pass.passedOver + lot.passedOver,
      unreadable: pass.unreadable + lot.unreadable,
    };
  }
}

/** One way through all tables, from a place on. */
const newPass = (place: RotationPlace | null) => ({
  place,
  isOver: false,
  rewritten: 0,
  passedOver: 0,
  unreadable: 0,
});

const failure = (code: ErrorCode): ApplicationFailure =>
  ApplicationFailure.create({ type: code, message: errorEntry(code).title, nonRetryable: true });

const renderProgress = ({ keyId, rewritten, unreadable, due, waiting }: RotationProgress): string =>
  [
    `**Key:** ${keyId}`,
    `**Rewritten:** ${rewritten}, unreadable: ${unreadable}`,
    `**Left:** ${
      Object.entries(due)
        .map(([table, count]) => `${table} ${count}`)
        .join(', ') || 'nothing'
    }`,
    `**Waiting for authorizations under way:** ${waiting}`,
  ].join('\n\n');
