/** Words of made-up companies and persons; the two populations share none. */
import type { Population } from './regimes.ts';

export interface Vocabulary {
  readonly stems: readonly string[];
  readonly trades: readonly string[];
  readonly places: readonly string[];
  readonly firstNames: readonly string[];
  readonly surnames: readonly string[];
  readonly products: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const training: Vocabulary = {
  stems:
    words(`Nordlys Fjellheim Solvang Bjørk Havørn Granli Steinsvik Lundamo Elvebakken Kystvei Brattli Skogly Myrvang
    Vinterbro Tindefjell Åsheim Øverland Sørvik Furulia Isbre Ravn Hegre Lomvi Tjeld Orre Rype Gaupe Jerv Rein Bever Oter
    Mårfjell Kvernberg Sandholt Vågsli Blåmann Storeng Lillehei Fossmark Kleivane Rognlund Seljord Hasselvik Almenning
    Pilestredet Lindeberg Ospelund Heggeli Vierdal Lyngmo Røsslyng Multemyr Tyttebær Krekling Einerhaug Bregne Mosegrend
    Torvland Leirbukt Grusgård Kalkheia Skifer Marmorvik Kobberud Tinnvoll Sølvkroken Jernverket Kvarts Granitt Basalt`),
  trades: words(`Bygg Rør Elektro Maler Transport Regnskap Consulting Eiendom Renhold Data Invest Handel Møbler Bil
    Mekaniske Tømrer Trykkeri Reklame Catering Frukt Sport Gartneri Entreprenør Bemanning Maskin Sveis Glass Tak Graving
    Taxi Bakeri Frisør Optikk Lås Ventilasjon Varme Kjøkken Gulv Fisk Kontor`),
  places: words(`Oslo Bergen Trondheim Drammen Hamar Molde Bodø Alta Skien Moss Halden Voss Namsos Narvik Lillehammer
    Kongsberg Sandnes Egersund Førde Florø`),
  firstNames: words(`Anne Kari Ingrid Liv Marit Randi Solveig Hanne Silje Nora Jan Per Bjørn Lars Kjell Arne Odd Svein
    Terje Jonas Emil Henrik Åse Øystein Mohammed Fatima Agnieszka Piotr`),
  surnames: words(`Bakkerud Engesvik Haugstøl Lienmark Moenseth Nesbakk Strandmo Vikestad Sætrehaug Brennmoen Dalsrud
    Eikhaugen Fossbråten Gjerdevik Holmsengen Kvammeli Løkkestad Myrholt Nygårdseter Rødsnes Skarbøvik Tveitane Ulvmoen
    Ødemark Årnesli Aasgjerd Bergslien Hagaholm Kongsvoll Langsrud Sandengen Solbergseth Storhaugen Svendsrud Tangenes`),
  products: words('Bredbånd Vedlikehold Konsulentbistand Leie Vakthold Lisens Renhold Frakt Materialer Kurs'),
};

const unseen: Vocabulary = {
  stems: words(`Aurora Brimstein Dønning Edelgran Fokstad Gjetfjell Hornindal Iversby Jutulheim Kråkenes Lofthus Makrell
    Nøkkerose Oremark Perlevik Quist Rundhaug Skarsnes Trollheim Ulvang Varangvik Ymir Ærøya Ørnefjell Åkerblom Balder
    Dovrefall Embla Fenris Gimle Heimdal Idunn Kvitveis Loke Mjølner Njord Odinsbro Ragnarok Sleipner Tyrhaug Urd Vidar
    Brønnhagen Drivhuset Eventyr Fyrlykt Galeas Hjelmås Istind Jordbær Kastanje Lavvo Morgenrøde Nattergal Orkide Pram
    Rorbu Skjærgård Tønnevold Utsikten Vardøger Knekkhaug Slåttemyr Bryggen Fjordgløtt Høstløv Stjerneskudd Vårflom`),
  trades: words(`Snekkerverksted Rørservice Installasjon Lakkering Logistikk Økonomi Rådgivning Utleie Vaskeri Systemer
    Kapital Engros Interiør Bilpleie Verksted Trevare Grafisk Media Selskapsmat Grønt Fritid Hage Anlegg Vikar Verktøy
    Stål Vindu Blikk Sprengning Buss Konditori Hudpleie Hørsel Sikkerhet Klima Energi Innredning Flis Sjømat Rekvisita`),
  places: words(`Stavanger Tromsø Kristiansand Ålesund Haugesund Sandefjord Arendal Fredrikstad Larvik Harstad Levanger
    Stord Odda Røros Rana Vadsø Elverum Gjøvik Horten Mandal`),
  firstNames:
    words(`Berit Astrid Inger Kristin Elin Camilla Maria Ida Emma Sofie Knut Ole Geir Tor Rolf Morten Trond Magnus
    Sander Even Aksel Øyvind Åge Ahmed Amina Katarzyna Tomasz Jelena`),
  surnames: words(`Amdalsrud Breivoll Christenseth Dahlemo Ellingrud Fagerholt Grønstad Hellandsvik Isakmoen Jakobsli
    Knutsrød Lysbakken Mathismo Nordeng Olsrudhaug Paulsmark Rasmusvik Sivertstad Thoresrud Urdalen Vestgård Wilhelmsrud
    Østbråten Ågotnes Bjerkengen Danielsmo Eriksborg Furuset Halvorsbakk Johanneslund Karlsenget Mikalrud Pettersmoen`),
  products: words('Abonnement Strøm Tjenester Husleie Alarm Programvare Vask Transport Varer Opplæring'),
};

export const vocabularies: Readonly<Record<Population, Vocabulary>> = { training, unseen };

/** What banks, tax and payment services are called in the text: real ones, as each feed has them. */
export const agencies = ['Kredinor', 'Lowell Norge', 'Intrum', 'Sergel'] as const;
