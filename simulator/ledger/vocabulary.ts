/** Names and places of the generated rows. All account numbers are made up; their check digits hold. */
import { drawKontonummer } from './norwegianNumbers.ts';
import { createRandom } from './random.ts';

export interface Party {
  readonly name: string;
  readonly bban: string;
}

const withAccount = (name: string, registerNumber: string): Party => ({
  name,
  bban: drawKontonummer(createRandom(`party ${name}`), registerNumber),
});

export const customers: readonly string[] = [
  'Fjordvik Eiendom As',
  'Bjørkelund Rør As',
  'Nordlys Regnskap As',
  'Solheim & Sønner As',
  'Ås Bygg Og Anlegg As',
  'Havgløtt Fisk As',
  'Granli Barnehage Sa',
  'Tindefjell Hytteutleie',
  'Østmarka Idrettslag',
  'Kystlinje Transport As',
  'Rødbergs Bakeri As',
  'Lillevann Borettslag',
  'Vestheim Elektro As',
  'Myrvoll Gartneri',
  'Sandnes Båtservice As',
  'Kvitfjell Sport As',
];

export const privatePersons: readonly string[] = [
  'Privatkunde Én',
  'Privatkunde To',
  'Privatkunde Åtte',
  'Privatkunde Førti',
  'Privatkunde Fem',
  'Privatkunde Ærlig Øst',
];

export const suppliers: readonly Party[] = [
  withAccount('Telenor Norge As', '1503'),
  withAccount('Fortum As', '6030'),
  withAccount('Elvia As', '7050'),
  withAccount('Posten Bring As', '1644'),
  withAccount('Kontorleverandøren As', '1207'),
  withAccount('Gjensidige Forsikring Asa', '6011'),
  withAccount('Storgata Eiendom As', '8101'),
  withAccount('Byggevarehuset As', '9710'),
];

export const taxOffice: Party = withAccount('Skatteetaten', '7694');

export const employees: readonly Party[] = [
  withAccount('Ansatt Én', '1214'),
  withAccount('Ansatt To', '3624'),
  withAccount('Ansatt Tre', '4212'),
];

export const shops: readonly string[] = [
  'Rema 1000 Storgata Oslo',
  'Kiwi 512 Majorstuen Oslo',
  'Circle K Alnabru Oslo',
  'Clas Ohlson Torggata Oslo',
  'Jernia Sandvika Bærum',
  'Ruter As Oslo',
  'Kaffebrenneriet Oslo',
  'Biltema Kalbakken Oslo',
];

/** Currency, usual price in its minor units, NOK for one unit in ten-thousandths. */
export const foreignShops: readonly (readonly [string, string, number, number])[] = [
  ['Eur', 'Netflix.Com', 2199, 121_132],
  ['Usd', 'Github.Com', 2100, 108_417],
  ['Sek', 'Sj Ab Stockholm', 49_500, 10_356],
];
