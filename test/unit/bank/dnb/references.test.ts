import { describe, expect, test } from '@jest/globals';
import { readEntry } from './dnbShapes.ts';

const reference = (text: string): object => ({ reference: text, referenceType: 'SCOR', referenceIssuer: 'x' });

describe('bank G, Q19: KID and creditor reference from the structured field', () => {
  test.each([
    ['a string', '100020260012', '100020260012', null],
    ['a string with a check character', '2026000101-', '2026000101-', null],
    ['leading zeros stay', '000000000018', '000000000018', null],
    ['spaces and dots between the digits', '1000 2026.0012', '100020260012', null],
    ['an object', reference('100020260012'), '100020260012', null],
    ['an array of strings', ['Faktura 7', '100020260012'], '100020260012', null],
    ['an array of objects', [reference('100020260012')], '100020260012', null],
    ['the first of two', ['100020260012', '2026000101-'], '100020260012', null],
    ['a number', 100020260012, '100020260012', null],
    ['RF', 'RF18 5390 0754 7034', null, 'RF18539007547034'],
    ['RF in small letters', reference('rf18539007547034'), null, 'RF18539007547034'],
    ['a KID and an RF', ['RF18539007547034', '2026000101-'], '2026000101-', 'RF18539007547034'],
    ['a text', 'Faktura 7', null, null],
    ['longer than a KID', '1'.repeat(26), null, null],
    ['blank', ' ', null, null],
    ['absent', undefined, null, null],
  ])('%s', (_form, remittanceInformationStructured, kid, creditorReference) => {
    expect(readEntry({ remittanceInformationStructured }).details).toMatchObject({ kid, creditorReference });
  });

  test('the array member of later versions is read too', () => {
    expect(readEntry({ remittanceInformationStructuredArray: [reference('2026000101-')] }).details.kid).toBe(
      '2026000101-',
    );
  });

  test('a KID in a text is the matcher’s to find', () => {
    expect(readEntry({ additionalInformation: 'KID 100020260012' }).details).toMatchObject({ kid: null });
  });
});

describe('Q19 the text', () => {
  test.each([
    ['DNB’s member', { additionalInformation: 'Giro, A' }, 'Giro, A'],
    ['the standard’s member first', { additionalInformation: 'Giro, A', remittanceInformationUnstructured: 'B' }, 'B'],
    ['an array is lines of one text', { remittanceInformationUnstructuredArray: ['B', 'C'] }, 'B C'],
    [
      'told twice, it is one text',
      { remittanceInformationUnstructured: 'B', remittanceInformationUnstructuredArray: ['B'] },
      'B',
    ],
    ['a structured text that is no reference', { remittanceInformationStructured: 'Faktura 7' }, 'Faktura 7'],
    ['a KID is no text', { remittanceInformationStructured: '100020260012' }, null],
    ['none', {}, null],
  ])('%s', (_form, row, text) => {
    expect(readEntry(row).details.text).toBe(text);
  });

  test.each([
    ['Giro, A Ark.Ref *12345', '12345'],
    ['Giro, A, Ark. ref.: 00000000123', '00000000123'],
    ['ARK REF 5AB1', '5AB1'],
    ['Patriark.Referat 5', null],
    ['Giro, A', null],
  ])('Q06 the archive reference that comes late: %s', (text, archiveReference) => {
    expect(readEntry({ additionalInformation: text }).details.archiveReference).toBe(archiveReference);
  });
});
