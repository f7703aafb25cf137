import { describe, expect, test } from '@jest/globals';
import { invoiceNumberKey, kidCandidates, numberTokens } from '../../../../src/domain/matching/numberTokens.ts';

describe('numbers cited in a text, as whole tokens', () => {
  test.each([
    ['Faktura 10023', ['10023']],
    ['betaling av inv-2026/7.', ['INV-2026/7', 'INV-2026']],
    ['Faktura:10023', ['FAKTURA:10023', '10023']],
    ['10023/10024', ['10023/10024', '10023', '10024']],
    ['10023,10024;10025', ['10023', '10024', '10025']],
    ['(#10023)', ['10023']],
    ['Faktura nr.10023', ['NR.10023', '10023']],
    ['110023', ['110023']],
    ['Kl. 14.30 Versjon 1', ['14.30']],
    ['Takk for sist', []],
    ['', []],
    [null, []],
  ])('%j cites %j', (text, tokens) => {
    expect(numberTokens(text)).toEqual(tokens);
  });

  test('D-14 a text of any length is read at once', () => {
    const beganAt = performance.now();
    expect(numberTokens(`a${'-'.repeat(200_000)}1`)).toHaveLength(1);
    expect(invoiceNumberKey(`..${'-'.repeat(200_000)}7..`)).toBe('7');
    expect(performance.now() - beganAt).toBeLessThan(2_000);
  });

  test('a number and its citation meet whatever their case and composition', () => {
    const composed = 'Ærø-Å12';
    const decomposed = composed.normalize('NFD').toLowerCase();
    expect(numberTokens(`ref ${decomposed}`)).toEqual([invoiceNumberKey(` ${composed} `)]);
  });
});

describe('what may be a KID', () => {
  test.each([
    ['the structured reference', '2345676', null, ['2345676']],
    ['with spaces', ' 2345 676 ', null, ['2345676']],
    ['with a final hyphen', '1000103-', null, ['1000103-']],
    ['leading zeros stay', '0002345676', null, ['0002345676']],
    ['in the text', null, 'Betaling KID: 2345676', ['2345676']],
    ['in the text with a hyphen', null, 'KID:1000103-', ['1000103', '1000103-']],
    ['groups that check', null, 'kid 1234 567 8903 takk', ['1234', '8903', '12345678903']],
    ['dots that check', null, '1234.56.78903', ['12345678903']],
    ['groups that do not check', null, 'kl 1230 12345', ['1230', '12345']],
    ['no KID', 'RF18539007547034', 'Overføring', []],
  ])('%s', (_name, kid, text, expected) => {
    expect([...kidCandidates(kid, text)].toSorted()).toEqual([...expected].toSorted());
  });

  test('the structured reference comes first', () => {
    expect(kidCandidates('2345676', '12344')).toEqual(['2345676', '12344']);
  });
});
