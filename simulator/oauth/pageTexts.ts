export const languages = ['nb', 'en'] as const;
export type Language = (typeof languages)[number];

export const pageTexts = {
  nb: {
    simulated: 'Dette er en simulert bank. Ingen ekte BankID, ingen ekte penger.',
    loginTitle: 'Logg inn med BankID',
    loginLead: 'Et regnskapssystem ber om å få lese kontoene dine. Velg testbruker, eller skriv inn nummeret.',
    person: 'Fødselsnummer eller bedriftsbruker',
    continue: 'Fortsett med BankID',
    unknownPerson: 'Ukjent testbruker.',
    accountsTitle: 'Velg kontoer',
    accountsLead: 'Regnskapssystemet får lese saldo og transaksjoner på kontoene du velger, i inntil 180 dager.',
    noneChosen: 'Velg minst én konto.',
    grant: 'Gi tilgang',
    refuse: 'Avslå',
    otherLanguage: 'English',
    errorTitle: 'Forespørselen kan ikke fullføres',
    expired: 'Siden er for gammel eller allerede brukt. Start på nytt fra regnskapssystemet.',
  },
  en: {
    simulated: 'This is a simulated bank. No real BankID, no real money.',
    loginTitle: 'Log in with BankID',
    loginLead: 'An accounting system asks to read your accounts. Choose a test user, or type the number.',
    person: 'National identity number or business user',
    continue: 'Continue with BankID',
    unknownPerson: 'No such test user.',
    accountsTitle: 'Choose accounts',
    accountsLead:
      'The accounting system may read balances and transactions of the accounts you choose, for up to 180 days.',
    noneChosen: 'Choose at least one account.',
    grant: 'Grant access',
    refuse: 'Refuse',
    otherLanguage: 'Norsk',
    errorTitle: 'The request cannot be completed',
    expired: 'The page is too old or was used already. Start again from the accounting system.',
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>;

/** `ui_locales`-like choice first, then what the browser prefers. */
export function chooseLanguage(asked: string | undefined, acceptLanguage: string | undefined): Language {
  const wanted = asked ?? acceptLanguage ?? '';
  return /^(nb|no|nn)\b/i.test(wanted.trim()) ? 'nb' : 'en';
}
