import { describe, expect, test } from '@jest/globals';
import { foldName } from '../../../../../src/domain/matching/names/foldName.ts';
import { nameInText } from '../../../../../src/domain/matching/names/nameInText.ts';

describe('matching 4: names are folded', () => {
  test.each([
    ['case and legal form', 'HAVØRN ELEKTRO AS', 'havorn elektro'],
    ['å, aa and a', 'Ågård Bygg', 'agard bygg'],
    ['aa', 'AAGAARD BYGG', 'agard bygg'],
    ['ø and oe', 'Bjoern Øst', 'bjorn ost'],
    ['æ and ae', 'Ræv & Kraemmer DA', 'rav krammer'],
    ['accents', 'José Müller', 'jose muller'],
    ['decomposed letters', 'Ågård'.normalize('NFD'), 'agard'],
    ['punctuation', '  Nordmann,  Ola ', 'nordmann ola'],
    ['a legal form with a stroke', 'Møller A/S', 'moller'],
    ['a legal form in front', 'AS Fjellheim', 'fjellheim'],
    ['legal forms alone', 'AS DA', 'as da'],
    ['the Vipps prefix', 'Vipps:Ola Nordmann', 'ola nordmann'],
    ['the Vipps prefix with a star', 'VIPPS * KARI', 'kari'],
    ['Vipps alone', 'Vipps', 'vipps'],
    ['nothing', '–', ''],
  ])('%s: %j', (_what, name, folded) => {
    expect(foldName(name)).toBe(folded);
  });

  test('D-14 a name of any length is folded at once', () => {
    const beganAt = performance.now();
    expect(foldName(`vipps${' '.repeat(300_000)}ola`)).toBe('vipps');
    expect(foldName('a'.repeat(300_000)).length).toBeLessThanOrEqual(140);
    expect(performance.now() - beganAt).toBeLessThan(2_000);
  });
});

describe('matching 4: without a counterparty the name is sought in the text', () => {
  test.each([
    ['Faktura 10023 Ola Nordmann', 'ola nordmann'],
    ['Overføring fra KARI LIEN betalt 01.02.2026', 'kari lien'],
    ['KID 2345676', ''],
    [null, ''],
  ])('%j holds %j', (text, name) => {
    expect(nameInText(text)).toBe(name);
  });
});
